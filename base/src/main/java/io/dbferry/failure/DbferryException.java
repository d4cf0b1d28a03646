package io.dbferry.failure;

import org.jspecify.annotations.Nullable;

/**
 * A failure that its reader can act on: what could not be done and why, and what to do next.
 * The message is {@code cannot <verb> <object>: <cause>}, lower case, no full stop; the hint is a sentence,
 * or null where nothing useful can be said.
 */
public final class DbferryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Failure failure;
    private final @Nullable String hint;

    public DbferryException(Failure failure, String message, @Nullable String hint) {
        this(failure, message, hint, null);
    }

    public DbferryException(Failure failure, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
        this.hint = hint;
    }

    public Failure failure() {
        return failure;
    }

    public @Nullable String hint() {
        return hint;
    }
}
