package io.dbferry.jobs;

import io.dbferry.jobs.result.JsonLine;
import io.dbferry.jobs.result.JsonProgress;
import io.dbferry.progress.Progress;
import io.dbferry.text.Printable;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command speaks: results to standard output unless quiet, warnings and progress to standard error. Nothing
 * that it quotes can steer a terminal.
 */
public final class Output {
    private final Consumer<String> lines;
    private final Consumer<String> warnings;
    private final Supplier<Progress> progress;
    private final boolean quiet;
    private final boolean quietWhenIdle;
    private final String indent;
    private final boolean eventsAreRead;

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
                "",
                false);
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
                "",
                false);
    }

    private Output(
            Consumer<String> lines,
            Consumer<String> warnings,
            Supplier<Progress> progress,
            boolean quiet,
            boolean quietWhenIdle,
            String indent,
            boolean eventsAreRead) {
        this.lines = lines;
        this.warnings = warnings;
        this.progress = progress;
        this.quiet = quiet;
        this.quietWhenIdle = quietWhenIdle;
        this.indent = indent;
        this.eventsAreRead = eventsAreRead;
    }

    /** For a run of the daemon: lines that someone else takes, beside the events, without progress. */
    public static Output to(Consumer<String> lines, Consumer<String> warnings, boolean quietWhenIdle) {
        return new Output(lines, warnings, () -> Progress.SILENT, false, quietWhenIdle, "", true);
    }

    /** The same, with what it says a little to the right. */
    public Output indented() {
        return new Output(lines, warnings, progress, quiet, quietWhenIdle, "   ", eventsAreRead);
    }

    public void say(String line) {
        if (!quiet) {
            lines.accept(indent + line);
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
            lines.accept(indent + line);
        }
    }

    /** What a command was asked to report, also when quiet. */
    public void report(String text) {
        lines.accept(text);
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
