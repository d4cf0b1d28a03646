/**
 * What the next shipment must be, by what the depot, the receivers and the work folder say before the source is looked
 * at. {@link DepotView} looks; the rest are rules over values.
 */
@NullMarked
package io.dbferry.sender.due;

import org.jspecify.annotations.NullMarked;
