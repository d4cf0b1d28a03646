/**
 * What {@code status} reports of either side, read from the ledger, the depot and the sender's work folder. It changes
 * nothing, takes no lock, and may run beside a dump or a load. The records are what {@code --json} prints; {@code cli}
 * draws them as tables.
 */
@NullMarked
package io.dbferry.status;

import org.jspecify.annotations.NullMarked;
