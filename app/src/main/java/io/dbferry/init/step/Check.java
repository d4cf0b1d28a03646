package io.dbferry.init.step;

import java.util.List;

/**
 * A look at the machine that changes nothing.
 *
 * @param lines what the command must print among others; it must succeed in any case
 */
public record Check(ShellCommand command, List<String> lines) {
    public Check {
        lines = List.copyOf(lines);
    }

    /** Holds if the command succeeds. */
    public static Check succeeds(ShellCommand command) {
        return new Check(command, List.of());
    }

    public static Check succeeds(String... words) {
        return succeeds(ShellCommand.of(words));
    }

    /** Holds if the command succeeds and prints this line. */
    public static Check prints(String line, ShellCommand command) {
        return new Check(command, List.of(line));
    }

    boolean holds(Programs programs) {
        Programs.Result result = programs.run(command);
        return result.exit() == 0 && result.out().lines().toList().containsAll(lines);
    }
}
