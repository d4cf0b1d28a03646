/**
 * The shipments of one sender as both sides meet them: where each stands, receipts, and the heartbeat.
 * Anyone who can write into the depot can write there too: sizes and numbers are bounded.
 */
@NullMarked
package io.dbferry.stream;

import org.jspecify.annotations.NullMarked;
