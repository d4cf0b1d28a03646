/**
 * The receiver's side: reads shipments from the depot and applies them, in sequence and exactly once. Its neighbours
 * are {@code shipment}, {@code catalog} and {@code media}; it never sees {@code capture}. The invariant: rows, ledger
 * entry and changed keys commit in one transaction, after the media that the rows name are in place; nothing that
 * the depot holds is executed.
 */
@NullMarked
package io.dbferry.load;

import org.jspecify.annotations.NullMarked;
