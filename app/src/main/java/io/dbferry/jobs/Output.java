package io.dbferry.jobs;

import io.dbferry.jobs.progress.JsonProgress;
import io.dbferry.jobs.progress.TerminalProgress;
import io.dbferry.jobs.result.JsonLine;
import io.dbferry.progress.Progress;
import io.dbferry.text.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command speaks: results to standard output unless quiet, warnings and progress to standard error. Nothing
 * that it quotes can steer a terminal.
 */
public final class Output {
    private static final int WIDTH = 80;
    private static final String CONTINUED = "      ";

    /** How good news are: on a terminal their first words are green, yellow or red, unless NO_COLOR is set. */
    public enum Tone {
        GOOD(32),
        POOR(33),
        BAD(31);

        private final int code;

        Tone(int code) {
            this.code = code;
        }
    }

    private final Consumer<String> lines;
    private final Consumer<String> warnings;
    private final Supplier<Progress> progress;
    private final boolean quiet;
    private final boolean quietWhenIdle;
    private final boolean eventsAreRead;
    private final @Nullable PrintWriter terminal;

    public Output(CommandSpec spec, boolean quiet, Session session) {
        this(
                line -> print(spec.commandLine().getOut(), line),
                line -> {
                    print(spec.commandLine().getErr(), "warning: " + line);
                    session.logWarning(line);
                },
                () -> progress(spec.commandLine().getErr(), quiet),
                quiet,
                quiet,
                false,
                Ansi.AUTO.enabled() ? spec.commandLine().getOut() : null);
    }

    /** For a command whose result is one JSON document: nothing but that, and lines of JSON on standard error. */
    public static Output ofJson(CommandSpec spec, boolean quiet, Session session) {
        Consumer<String> errors = line -> print(spec.commandLine().getErr(), line);
        return new Output(
                line -> {},
                line -> {
                    errors.accept(JsonLine.warning(line));
                    session.logWarning(line);
                },
                () -> quiet ? Progress.SILENT : new JsonProgress(errors),
                true,
                true,
                false,
                null);
    }

    private Output(
            Consumer<String> lines,
            Consumer<String> warnings,
            Supplier<Progress> progress,
            boolean quiet,
            boolean quietWhenIdle,
            boolean eventsAreRead,
            @Nullable PrintWriter terminal) {
        this.lines = lines;
        this.warnings = warnings;
        this.progress = progress;
        this.quiet = quiet;
        this.quietWhenIdle = quietWhenIdle;
        this.eventsAreRead = eventsAreRead;
        this.terminal = terminal;
    }

    /** For a run of the daemon: lines that someone else takes, beside the events, without progress. */
    public static Output to(Consumer<String> lines, Consumer<String> warnings, boolean quietWhenIdle) {
        return new Output(lines, warnings, () -> Progress.SILENT, false, quietWhenIdle, true, null);
    }

    /** The same, with what it says a little to the right, in lines that fit a usual terminal. */
    public Output indented() {
        Consumer<String> folded = text -> fold("   " + text).forEach(lines);
        return new Output(folded, warnings, progress, quiet, quietWhenIdle, eventsAreRead, null);
    }

    /** Breaks a long line between words; what follows stands further to the right. */
    static List<String> fold(String text) {
        List<String> folded = new ArrayList<>();
        String rest = text;
        while (rest.length() > WIDTH && rest.lastIndexOf(' ', WIDTH) > CONTINUED.length()) {
            int at = rest.lastIndexOf(' ', WIDTH);
            folded.add(rest.substring(0, at));
            rest = CONTINUED + rest.substring(at + 1);
        }
        folded.add(rest);
        return folded;
    }

    public void say(String line) {
        if (!quiet) {
            lines.accept(line);
        }
    }

    /** Says what an event has told already: left out where events are what is read. */
    public void result(String line) {
        if (!eventsAreRead) {
            say(line);
        }
    }

    /** Says that there was nothing to do. */
    public void sayIdle(String line) {
        if (!quietWhenIdle) {
            lines.accept(line);
        }
    }

    /** What a command was asked to report, also when quiet. */
    public void report(String text) {
        lines.accept(text);
    }

    /** The same, coloured up to its first gap, or to the end of its first line. */
    public void report(Tone tone, String text) {
        if (terminal == null) {
            lines.accept(text);
            return;
        }
        String[] parts = Printable.lines(text).split("(?=  |\\n)", 2);
        terminal.println("\033[" + tone.code + "m" + parts[0] + "\033[0m" + (parts.length == 1 ? "" : parts[1]));
        terminal.flush();
    }

    public void say(Tone tone, String line) {
        if (!quiet) {
            report(tone, line);
        }
    }

    public void warn(String line) {
        warnings.accept(line);
    }

    /** Bars on a terminal; nothing for a log or a quiet run, whose last line says all. */
    public Progress progress() {
        return progress.get();
    }

    private static Progress progress(PrintWriter terminal, boolean quiet) {
        return quiet || System.console() == null || !TerminalProgress.onTerminal()
                ? Progress.SILENT
                : new TerminalProgress(terminal);
    }

    private static void print(PrintWriter to, String line) {
        to.println(Printable.lines(line));
        to.flush();
    }
}
