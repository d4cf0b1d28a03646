package io.dbferry.cli;

import io.dbferry.failure.Printable;
import io.dbferry.progress.Progress;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command speaks: results to standard output unless quiet, warnings and progress to standard error. Nothing
 * that it quotes can steer a terminal.
 */
final class Output {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean quiet;
    private final String indent;

    Output(CommandSpec spec, boolean quiet) {
        this(spec.commandLine().getOut(), spec.commandLine().getErr(), quiet, "");
    }

    private Output(PrintWriter out, PrintWriter err, boolean quiet, String indent) {
        this.out = out;
        this.err = err;
        this.quiet = quiet;
        this.indent = indent;
    }

    /** The same, with what it says a little to the right. */
    Output indented() {
        return new Output(out, err, quiet, "   ");
    }

    void say(String line) {
        if (!quiet) {
            out.println(indent + Printable.lines(line));
            out.flush();
        }
    }

    /** What a command was asked to report, also when quiet. */
    void report(String text) {
        out.println(Printable.lines(text));
        out.flush();
    }

    void warn(String line) {
        err.println("warning: " + Printable.lines(line));
        err.flush();
    }

    /** Bars on a terminal; nothing for a log or a quiet run, whose last line says all. */
    Progress progress() {
        return quiet || System.console() == null || !TerminalProgress.onTerminal()
                ? Progress.SILENT
                : new TerminalProgress(err);
    }
}
