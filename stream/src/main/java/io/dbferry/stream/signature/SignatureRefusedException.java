package io.dbferry.stream.signature;

import org.jspecify.annotations.Nullable;

/** A signature proves nothing; the message is the reason, a phrase that can follow a colon. */
public final class SignatureRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    SignatureRefusedException(String reason) {
        this(reason, null);
    }

    SignatureRefusedException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
