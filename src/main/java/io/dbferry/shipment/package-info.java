/**
 * The formats that both ends share: names and places of shipments in the depot, the manifest, zstd frames and COPY
 * text, positions and receipts. {@code capture} writes them, {@code load} reads them; neither knows the other.
 */
@NullMarked
package io.dbferry.shipment;

import org.jspecify.annotations.NullMarked;
