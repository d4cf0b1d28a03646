/**
 * Makes the queue of changed rows a stream of messages. What a message is, and how far the stream is, is decided here;
 * a {@link io.dbferry.receiver.publish.PublishPart} only carries. The position travels in the same transaction as the
 * messages, so each shipment is published exactly once.
 */
@NullMarked
package io.dbferry.receiver.publish;

import org.jspecify.annotations.NullMarked;
