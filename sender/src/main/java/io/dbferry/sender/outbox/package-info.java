/** Shipments on this machine: built, waiting, and on their way into the depot. */
@NullMarked
package io.dbferry.sender.outbox;

import org.jspecify.annotations.NullMarked;
