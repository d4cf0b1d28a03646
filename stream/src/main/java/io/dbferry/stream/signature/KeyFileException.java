package io.dbferry.stream.signature;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file of keys could not be used, with what the operator can do about it. */
public final class KeyFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    KeyFileException(String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
