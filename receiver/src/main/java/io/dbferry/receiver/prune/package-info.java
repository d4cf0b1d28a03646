/** Which shipments may go, and their going. */
@NullMarked
package io.dbferry.receiver.prune;

import org.jspecify.annotations.NullMarked;
