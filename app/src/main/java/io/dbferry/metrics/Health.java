package io.dbferry.metrics;

import java.time.Instant;
import java.util.List;

/** Whether the last runs went well. */
public final class Health {
    private Health() {}

    /**
     * A line for each command that failed and has not been made up for; none if all is well. A {@code load} makes up for
     * loads of one kind, and they for it: whatever was wrong then is not now.
     *
     * @param since runs that ended before do not count
     */
    public static List<String> problems(List<CommandState> commands, Instant since) {
        return commands.stream()
                .filter(c -> c.lastExitCode() != 0 && !c.lastRun().isBefore(since))
                .filter(c -> commands.stream().noneMatch(other -> madeUp(c, other)))
                .map(c -> c.command().words() + ": the last run, which ended at " + c.lastRun() + ", had exit code "
                        + c.lastExitCode())
                .toList();
    }

    private static boolean madeUp(CommandState failed, CommandState other) {
        return other.command().makesUpFor(failed.command())
                && other.lastSuccess() != null
                && other.lastSuccess().isAfter(failed.lastRun());
    }
}
