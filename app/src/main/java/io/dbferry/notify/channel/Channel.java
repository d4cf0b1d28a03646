package io.dbferry.notify.channel;

import io.dbferry.notify.message.Message;

/** A way to somebody. */
public interface Channel {
    /**
     * Sends a message, and comes back within a bounded time. A message may be sent twice, if whoever sent it was killed
     * before that was written down.
     *
     * @throws UndeliveredException if it is not known to have arrived
     */
    void send(Message message) throws UndeliveredException;
}
