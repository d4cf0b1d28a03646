package io.dbferry.notify.channel;

/** A message that did not arrive. Its text names no secret: no password, and of an address of the web only the host. */
public final class UndeliveredException extends Exception {
    private static final long serialVersionUID = 1L;

    UndeliveredException(String message, Throwable cause) {
        super(message, cause);
    }

    UndeliveredException(String message) {
        super(message);
    }
}
