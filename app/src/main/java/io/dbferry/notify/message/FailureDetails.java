package io.dbferry.notify.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong.
 *
 * @param exitCode null where it is no run that failed
 * @param since when it began to be wrong; null for now
 */
public record FailureDetails(
        @Nullable Integer exitCode,
        String message,
        @Nullable String hint,
        @Nullable Instant since) {}
