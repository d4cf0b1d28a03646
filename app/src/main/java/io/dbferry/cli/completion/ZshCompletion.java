package io.dbferry.cli.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** A script for zsh: a function for each command. */
final class ZshCompletion {
    private final StringBuilder script = new StringBuilder("#compdef dbferry\n");

    private ZshCompletion() {}

    static String of(CommandLine commands) {
        ZshCompletion completion = new ZshCompletion();
        completion.add(commands, "_dbferry");
        return completion.script + "\n_dbferry \"$@\"\n";
    }

    private void add(CommandLine command, String function) {
        ShellWords words = ShellWords.of(command);
        command.getSubcommands().forEach((name, below) -> add(below, function + "_" + name));
        List<String> arguments = new ArrayList<>();
        for (ShellWords.Option option : words.options()) {
            for (String name : option.names()) {
                arguments.add(
                        "'" + name + "[" + option.description() + "]" + (option.value() ? ":value:_files" : "") + "'");
            }
        }
        script.append("\n").append(function).append("() {\n");
        if (words.commands().isEmpty()) {
            if (!words.words().isEmpty()) {
                arguments.add("'1:word:(" + String.join(" ", words.words()) + ")'");
            }
            script.append("  _arguments -s ")
                    .append(String.join(" \\\n    ", arguments))
                    .append("\n}\n");
            return;
        }
        arguments.add("'1:command:->command'");
        arguments.add("'*::argument:->argument'");
        script.append("  local context state line\n  local -a commands=(")
                .append(words.commands().entrySet().stream()
                        .map(each -> "'" + each.getKey() + ":" + each.getValue() + "'")
                        .collect(Collectors.joining(" ")))
                .append(")\n  _arguments -s -C ")
                .append(String.join(" \\\n    ", arguments))
                .append(
                        "\n  case $state in\n    command) _describe command commands ;;\n    argument)\n      case $line[1] in\n");
        words.commands()
                .keySet()
                .forEach(name -> script.append("        " + name + ") " + function + "_" + name + " ;;\n"));
        script.append("      esac ;;\n  esac\n}\n");
    }
}
