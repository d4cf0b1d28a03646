package io.dbferry.init.step;

import java.util.List;

/**
 * Something to be done on a machine.
 *
 * @param title begins with a verb, and follows "cannot": {@code make the account 'city'}
 * @param checks all hold once it is done; a step whose checks hold beforehand is skipped
 * @param commands what does it, in their order; doing it twice does no harm
 * @param undo what takes it back; none if nothing can, or need be
 * @param hint what to look at if it fails
 */
public record Step(
        String title, List<Check> checks, List<ShellCommand> commands, List<ShellCommand> undo, String hint) {
    public Step {
        checks = List.copyOf(checks);
        commands = List.copyOf(commands);
        undo = List.copyOf(undo);
    }

    boolean isDone(Programs programs) {
        return checks.stream().allMatch(check -> check.holds(programs));
    }
}
