package io.dbferry.receiver.postprocess;

import org.jspecify.annotations.Nullable;

/** A run of a step failed, by what the step is or does; the message goes on from the step's name. */
final class StepFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    StepFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    StepFailedException(String message) {
        this(message, null);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    static String tookLongerThan(java.time.Duration timeout) {
        long seconds = timeout.toSeconds();
        return "took longer than its timeout of "
                + (seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s");
    }
}
