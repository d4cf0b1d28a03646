/** What follows from a shipment that could not be applied: a receipt that says so, and what the sender is asked for. */
@NullMarked
package io.dbferry.receiver.refused;

import org.jspecify.annotations.NullMarked;
