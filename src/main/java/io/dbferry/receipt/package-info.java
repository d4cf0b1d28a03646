/**
 * Reads the depot's folders: which shipments stand there, and what receivers have left, for the sender, for {@code load}
 * and for {@code status}.
 * Anyone who can write into the depot can write there too: sizes and numbers are bounded, and what is no receipt is passed
 * over. It knows depot and shipment, and no database.
 */
@NullMarked
package io.dbferry.receipt;

import org.jspecify.annotations.NullMarked;
