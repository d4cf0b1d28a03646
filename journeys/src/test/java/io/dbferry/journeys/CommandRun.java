package io.dbferry.journeys;

import io.dbferry.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** One run of the program inside this JVM: its exit code and what it printed. */
record CommandRun(int exit, String out, String err) {
    static CommandRun of(String... args) {
        StringWriter printed = new StringWriter();
        StringWriter complained = new StringWriter();
        int exit = Main.run(new PrintWriter(printed), new PrintWriter(complained), args);
        return new CommandRun(exit, printed.toString(), complained.toString());
    }

    /** The lines printed, with every time of day as {@code <time>}, every span as {@code <span>}, spaces as one. */
    List<String> steadyLines() {
        return out.lines()
                .map(line -> line.replaceAll("\\d{8}T\\d{6}Z", "<stamp>")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ", "<time>")
                        .replaceAll("\\b\\d+ (s|min) ago", "<span> ago")
                        .replaceAll("\\b[0-9.]+ k?B\\b", "<size>")
                        .replaceAll(" +", " "))
                .toList();
    }
}
