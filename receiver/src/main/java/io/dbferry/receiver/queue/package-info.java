/**
 * The queue of changed rows in the receiver's database, and how far its consumers are: {@code dbferry.changed_rows},
 * {@code dbferry.consumers} and {@code dbferry.dead_letters}, which the ledger creates. A consumer's position moves under
 * its advisory lock only, and never over rows that it has not been given.
 */
@NullMarked
package io.dbferry.receiver.queue;

import org.jspecify.annotations.NullMarked;
