/**
 * The sender's side: reads tables in one snapshot, builds a shipment in {@code work/} and hands it to the depot.
 * Its neighbours are {@code catalog}, {@code media} and {@code shipment}; it never sees {@code load}. The invariant:
 * all rows of a shipment are of one snapshot, and a sequence number is drawn when that snapshot is taken.
 */
@NullMarked
package io.dbferry.capture;

import org.jspecify.annotations.NullMarked;
