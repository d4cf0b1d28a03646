/** The work folder, the shipments that wait in it, and their way into the depot. */
@NullMarked
package io.dbferry.sender.outbox;

import org.jspecify.annotations.NullMarked;
