/**
 * The transaction that writes rows and ledger entries of shipments. It takes all of a shipment, or all but the tables that are
 * in trouble and those that refer to them, which the ledger then knows as held.
 */
@NullMarked
package io.dbferry.receiver.rows;

import org.jspecify.annotations.NullMarked;
