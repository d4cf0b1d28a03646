package io.dbferry.stream.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The depot could not be used, with what the operator can do about it. The wiring above turns it into an exit code. */
public final class DepotException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is. */
    public enum Problem {
        /** No connection, or it broke; a retry may help. */
        UNREACHABLE,
        /** The server's key is unknown or not the known one. */
        HOST_KEY,
        /** The server takes none of our keys. */
        AUTHENTICATION,
        /** The folder is missing, or not ours to read or write. */
        ACCESS,
        /** No space, or over a quota. */
        FULL
    }

    private final Problem problem;
    private final String hint;

    public DepotException(Problem problem, String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = problem;
        this.hint = hint;
    }

    public Problem problem() {
        return problem;
    }

    public String hint() {
        return hint;
    }
}
