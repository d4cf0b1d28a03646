/** What has been applied, in the receiver's database, and the receipts that say so in the depot. */
@NullMarked
package io.dbferry.receiver.ledger;

import org.jspecify.annotations.NullMarked;
