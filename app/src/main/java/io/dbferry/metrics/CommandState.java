package io.dbferry.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one command has done so far.
 *
 * @param lastRun when the last one ended
 * @param lastSuccess when one last ended with exit code 0
 * @param runs how many ended with each exit code
 * @param totals by the shipments' kind
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CommandState(
        MeasuredCommand command,
        Instant lastRun,
        @Nullable Instant lastSuccess,
        int lastExitCode,
        double lastSeconds,
        SortedMap<Integer, Long> runs,
        SortedMap<String, Totals> totals) {

    static CommandState none(MeasuredCommand command) {
        return new CommandState(command, Instant.EPOCH, null, 0, 0, new TreeMap<>(), new TreeMap<>());
    }

    CommandState after(Instant ended, Duration took, int exitCode, Map<String, Totals> more) {
        SortedMap<Integer, Long> allRuns = new TreeMap<>(runs);
        allRuns.merge(exitCode, 1L, Long::sum);
        SortedMap<String, Totals> all = new TreeMap<>(totals);
        more.forEach((kind, each) -> all.merge(kind, each, Totals::plus));
        return new CommandState(
                command, ended, exitCode == 0 ? ended : lastSuccess, exitCode, took.toMillis() / 1000.0, allRuns, all);
    }
}
