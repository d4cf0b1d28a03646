/**
 * A load, from the look at the depot to the receipt. Its rooms: {@code plan}, {@code open}, {@code apply},
 * {@code ledger}, {@code prune}, {@code media}, {@code postprocess}.
 */
@NullMarked
package io.dbferry.receiver;

import org.jspecify.annotations.NullMarked;
