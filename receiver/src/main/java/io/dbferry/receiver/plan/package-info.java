/** What is due, from the ledger and the names in the depot alone. */
@NullMarked
package io.dbferry.receiver.plan;

import org.jspecify.annotations.NullMarked;
