package io.dbferry.status.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job of the schedule.
 *
 * @param job the command, such as {@code dump partial}
 * @param schedule five fields
 * @param lastRun when the last one ended, whoever started it; null if none did
 * @param lastExitCode of that run
 * @param lastSeconds how long it took
 * @param nextRun null if nobody will start it
 * @param overdueSince when the schedule wanted a run that nobody started; null if it has all it wants
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobStatus(
        String job,
        String schedule,
        @Nullable Instant lastRun,
        @Nullable Instant lastSuccess,
        @Nullable Integer lastExitCode,
        @Nullable Double lastSeconds,
        @Nullable Instant nextRun,
        @Nullable Instant overdueSince) {}
