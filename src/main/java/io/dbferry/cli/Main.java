package io.dbferry.cli;

import io.dbferry.depot.DepotException;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.failure.Printable;
import io.dbferry.files.FileTrouble;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The program: the one place that prints failures and exits. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
    }

    /** Runs a command and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine commands = Commands.of(List.of(args));
        commands.setOut(out);
        commands.setErr(err);
        commands.setParameterExceptionHandler(Main::wrongUsage);
        commands.setExecutionExceptionHandler((e, command, parsed) -> fail(e, command));
        commands.setExecutionStrategy(parsed -> execute(parsed, err));
        return commands.execute(args);
    }

    private static int execute(ParseResult parsed, PrintWriter err) {
        Dbferry options = (Dbferry) parsed.commandSpec().userObject();
        boolean daemon = parsed.hasSubcommand()
                && parsed.subcommand().commandSpec().name().equals("run");
        try (Session session = Session.begin(options, daemon, err)) {
            return new RunLast().execute(parsed);
        } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
            return fail(e, parsed.commandSpec().commandLine());
        }
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("cannot understand the command line: " + lowerFirst(String.valueOf(e.getMessage())));
        err.println("HINT: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return Failure.CONFIG.exitCode();
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + text.substring(1);
    }

    private static int fail(Throwable e, CommandLine command) {
        PrintWriter err = command.getErr();
        DbferryException known = known(e);
        if (known == null) {
            Session.logFailure("cannot go on: " + e, e);
            err.println("cannot go on: " + e);
            err.println("HINT: This is a bug of DbFerry; please report it with the lines below");
            e.printStackTrace(err);
            return Failure.BUG.exitCode();
        }
        String message = Printable.lines(String.valueOf(known.getMessage()));
        Session.logFailure(message, known.getCause());
        err.println(message);
        if (known.hint() != null) {
            err.println("HINT: " + Printable.lines(known.hint()));
        }
        return known.failure().exitCode();
    }

    /** The failure as one with an exit code, where a log has what a bug's reporter needs. */
    static DbferryException knownOrBug(Throwable e) {
        DbferryException known = known(e);
        return known != null
                ? known
                : new DbferryException(
                        Failure.BUG, "cannot go on: " + e, "This is a bug of DbFerry; its log has more", e);
    }

    /** The failure as one with an exit code; null for a bug. */
    private static @Nullable DbferryException known(Throwable e) {
        if (e instanceof DbferryException known) {
            return known;
        }
        if (e instanceof DepotException depot) {
            Failure failure = depot.problem() == DepotException.Problem.FULL ? Failure.DISK_SPACE : Failure.DEPOT;
            return new DbferryException(failure, String.valueOf(e.getMessage()), depot.hint(), e);
        }
        if (e instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return known(unchecked.getCause());
        }
        if (e instanceof IOException io) {
            return ofFiles(io);
        }
        return e instanceof Error error ? ofMachine(error) : null;
    }

    /** What the Java machine could not do; null for a bug. */
    private static @Nullable DbferryException ofMachine(Error e) {
        if (e instanceof StackOverflowError) {
            return new DbferryException(
                    Failure.CONFIG,
                    "cannot go on: a file that was read holds too many levels, one in the other",
                    "Look for brackets or indents without end in the config, or in the settings that were named",
                    e);
        }
        if (e instanceof OutOfMemoryError) {
            return new DbferryException(
                    Failure.CONFIG,
                    "cannot go on: the memory that Java may use is too small",
                    "Set DBFERRY_JAVA_OPTS=\"-Xmx1g -XX:+UseSerialGC\" for the command",
                    e);
        }
        if (e instanceof UnsatisfiedLinkError || e.getCause() instanceof UnsatisfiedLinkError) {
            return new DbferryException(
                    Failure.CONFIG,
                    "cannot load a native library: the machine does not let it be unpacked and executed",
                    "Mount '" + System.getProperty("java.io.tmpdir") + "' or the work folder without noexec",
                    e);
        }
        return null;
    }

    private static DbferryException ofFiles(IOException e) {
        if (e.getCause() instanceof DbferryException known) {
            return known;
        }
        String text = String.valueOf(e.getMessage());
        if (text.contains("No space left") || text.contains("Disk quota exceeded")) {
            return new DbferryException(
                    Failure.DISK_SPACE, "cannot write: " + text, "Free space there, then run the command again", e);
        }
        return new DbferryException(
                Failure.DEPOT,
                "cannot read or write files: " + FileTrouble.text(e),
                "Check the folders and their rights with dbferry check",
                e);
    }
}
