package io.dbferry.stream.signature;

import org.jspecify.annotations.Nullable;

/** A signature proves nothing; the message is the reason, a phrase that can follow a colon. */
public final class SignatureRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is. */
    public enum Kind {
        /** It is no signature at all: a file that was cut, zeroed or garbled, or that somebody made up. */
        DAMAGED,
        /** It is one of a key that nobody named. */
        UNKNOWN_KEY,
        /** It is one of a key that is trusted, for other content. */
        OTHER_CONTENT,
        /** The key is named, but not for this. */
        NOT_ALLOWED
    }

    private final Kind kind;

    SignatureRefusedException(String reason) {
        this(Kind.DAMAGED, reason, null);
    }

    SignatureRefusedException(String reason, @Nullable Throwable cause) {
        this(Kind.DAMAGED, reason, cause);
    }

    SignatureRefusedException(Kind kind, String reason) {
        this(kind, reason, null);
    }

    SignatureRefusedException(Kind kind, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
