package io.dbferry.init.step;

import io.dbferry.init.find.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A program and its arguments, which no shell reads when it is run.
 *
 * @param input what the program reads; empty for nothing
 */
public record ShellCommand(List<String> words, String input) {
    public ShellCommand {
        words = List.copyOf(words);
    }

    public static ShellCommand of(String... words) {
        return new ShellCommand(List.of(words), "");
    }

    public ShellCommand reading(String text) {
        return new ShellCommand(words, text);
    }

    /** The same as another user; run by root. */
    public ShellCommand as(String user) {
        List<String> all = new ArrayList<>(List.of("runuser", "-u", user, "--"));
        all.addAll(words);
        return new ShellCommand(all, input);
    }

    /** Without its input, as a shell takes it. */
    public String line() {
        return words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
    }

    /** Lines to paste into a shell, the input among them. */
    public List<String> printed() {
        if (input.isEmpty()) {
            return List.of(line());
        }
        String end = words.contains("psql") ? "SQL" : "END";
        List<String> lines = new ArrayList<>(List.of(line() + " <<'" + end + "'"));
        lines.addAll(input.lines().toList());
        lines.add(end);
        return lines;
    }
}
