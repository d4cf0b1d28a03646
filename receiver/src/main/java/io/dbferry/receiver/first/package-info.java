/**
 * The first load of tables in which no shipment has been yet: several connections fill them, each in transactions of its own, and
 * make their keys and indexes again. {@code dbferry.filling} says in each of these transactions what has been done, so that the next
 * load continues or undoes it, whatever ended this one. The ledger entry comes with the transaction behind it, which compares all rows.
 */
@NullMarked
package io.dbferry.receiver.first;

import org.jspecify.annotations.NullMarked;
