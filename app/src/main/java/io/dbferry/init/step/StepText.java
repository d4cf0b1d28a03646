package io.dbferry.init.step;

import java.util.ArrayList;
import java.util.List;

/** Steps as lines to paste. */
public final class StepText {
    private StepText() {}

    /** The commands of all steps; neighbours that run the same program with other input become one. */
    public static List<String> lines(List<Step> steps) {
        List<ShellCommand> commands = new ArrayList<>();
        for (Step step : steps) {
            step.commands().forEach(command -> add(commands, command));
        }
        return commands.stream().flatMap(command -> command.printed().stream()).toList();
    }

    private static void add(List<ShellCommand> commands, ShellCommand next) {
        int last = commands.size() - 1;
        if (last >= 0 && !next.input().isEmpty() && commands.get(last).words().equals(next.words())) {
            commands.set(last, next.reading(commands.get(last).input() + next.input()));
        } else {
            commands.add(next);
        }
    }
}
