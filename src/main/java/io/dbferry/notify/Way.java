package io.dbferry.notify;

/** A way to somebody. */
interface Way {
    /**
     * Sends a message, and comes back within a bounded time. A message may be sent twice, if whoever sent it was killed
     * before that was written down.
     *
     * @throws UndeliveredException if it is not known to have arrived
     */
    void send(Message message) throws UndeliveredException;
}
