/**
 * What is left in the receiver's tables of columns and tables that do not travel any more, and its removal. Only what shipments brought is
 * ever touched: {@link io.dbferry.receiver.ledger.CarriedColumns} knows it.
 */
@NullMarked
package io.dbferry.receiver.leftover;

import org.jspecify.annotations.NullMarked;
