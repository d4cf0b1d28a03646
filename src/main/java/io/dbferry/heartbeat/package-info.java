/**
 * The sender's sign of life in the depot when there is nothing to ship: what it says, and the file it stands in.
 * {@code capture} writes it, {@code load} reads it. Anyone who can write into the depot can write there too: length and
 * content are bounded, and what is not trusted is as if it were not there. It knows depot and shipment, and no database.
 */
@NullMarked
package io.dbferry.heartbeat;

import org.jspecify.annotations.NullMarked;
