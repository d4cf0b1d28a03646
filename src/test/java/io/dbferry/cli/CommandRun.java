package io.dbferry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** One run of the program inside this JVM: its exit code and what it printed. Not for several threads. */
record CommandRun(int exit, String out, String err) {
    static CommandRun of(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, UTF_8));
            System.setErr(new PrintStream(complained, true, UTF_8));
            int exit = Main.run(args);
            return new CommandRun(exit, printed.toString(UTF_8), complained.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
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
