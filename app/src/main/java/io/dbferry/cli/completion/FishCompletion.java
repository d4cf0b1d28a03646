package io.dbferry.cli.completion;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A script for fish: a line for each word and the commands behind which it can stand. */
final class FishCompletion {
    private final List<String> lines = new ArrayList<>();

    private FishCompletion() {}

    static String of(CommandLine commands) {
        FishCompletion script = new FishCompletion();
        script.lines.add("complete -c dbferry -f");
        script.add(commands, List.of());
        return String.join("\n", script.lines) + "\n";
    }

    private void add(CommandLine command, List<String> above) {
        ShellWords words = ShellWords.of(command);
        String here = condition(above, words);
        words.commands()
                .forEach((name, text) ->
                        lines.add("complete -c dbferry -n '" + here + "' -a " + name + " -d '" + text + "'"));
        words.words().forEach(word -> lines.add("complete -c dbferry -n '" + here + "' -a " + word));
        for (ShellWords.Option option : words.options()) {
            StringBuilder line = new StringBuilder("complete -c dbferry -n '" + seen(above) + "'");
            for (String name : option.names()) {
                line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            lines.add(line + (option.value() ? " -r -F" : "") + " -d '" + option.description() + "'");
        }
        command.getSubcommands().forEach((name, below) -> {
            List<String> path = new ArrayList<>(above);
            path.add(name);
            add(below, path);
        });
    }

    /** Behind these commands, and before one of the next. */
    private static String condition(List<String> above, ShellWords words) {
        if (words.commands().isEmpty()) {
            return seen(above);
        }
        String none = "not __fish_seen_subcommand_from "
                + String.join(" ", words.commands().keySet());
        return above.isEmpty() ? none : seen(above) + "; and " + none;
    }

    private static String seen(List<String> above) {
        return above.isEmpty()
                ? "true"
                : String.join(
                        "; and ",
                        above.stream()
                                .map(name -> "__fish_seen_subcommand_from " + name)
                                .toList());
    }
}
