package io.dbferry.cli.completion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What can follow on a command: its commands, options, and the words that its first parameter takes. */
record ShellWords(Map<String, String> commands, List<Option> options, List<String> words) {
    /** @param value whether a value follows */
    record Option(List<String> names, String description, boolean value) {}

    static ShellWords of(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        Map<String, String> commands = new LinkedHashMap<>();
        command.getSubcommands()
                .forEach((name, below) -> commands.put(
                        name, first(below.getCommandSpec().usageMessage().description())));
        List<Option> options = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                options.add(new Option(
                        List.of(option.names()),
                        first(option.description()),
                        option.arity().max() > 0));
            }
        }
        List<String> words = new ArrayList<>();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (parameter.completionCandidates() != null) {
                parameter.completionCandidates().forEach(words::add);
            }
        }
        return new ShellWords(commands, options, words);
    }

    /** The first sentence, in a form that no quoting can break. */
    private static String first(String[] description) {
        String text = description.length == 0 ? "" : description[0];
        return text.replaceAll("\\$\\{[^}]*}|%n", "")
                .replaceFirst("(?s)([.;](\\s|$)|\\().*", "")
                .replace(':', ',')
                .replaceAll("[^A-Za-z0-9 ,./-]", "")
                .strip();
    }
}
