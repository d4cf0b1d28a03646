/** Changes read from a replication slot, and what must be remembered for it. */
@NullMarked
package io.dbferry.sender.change.log;

import org.jspecify.annotations.NullMarked;
