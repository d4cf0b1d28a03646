/**
 * Kafka as the place where changed rows are published. A part of its own, which the program finds only where a config has
 * {@code publish.kafka}. Transactions and fencing are Kafka's; what a message is, and how far the stream is, is decided in
 * {@code io.dbferry.receiver.publish}.
 */
@NullMarked
package io.dbferry.receiver.publish.kafka;

import org.jspecify.annotations.NullMarked;
