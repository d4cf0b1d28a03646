package io.dbferry.stream.age;

import org.jspecify.annotations.Nullable;

/** Content that an identity does not open; the message is the reason, a phrase that can follow a colon. */
public final class NotDecryptableException extends Exception {
    private static final long serialVersionUID = 1L;

    public NotDecryptableException(String reason) {
        this(reason, null);
    }

    NotDecryptableException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
