package io.dbferry.cli;

import io.dbferry.cli.head.Dbferry;
import io.dbferry.cli.head.Head;
import io.dbferry.cli.head.ServiceUser;
import io.dbferry.config.text.Suggestion;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.Failures;
import io.dbferry.jobs.Session;
import io.dbferry.jobs.result.JsonLine;
import io.dbferry.jobs.result.RunFailure;
import io.dbferry.text.Printable;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: the one place that prints failures and exits. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
    }

    /** Runs a command and returns its exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine commands = Commands.of(List.of(args));
        Session session = ((Dbferry) commands.getCommand()).session();
        commands.setOut(out);
        commands.setErr(err);
        commands.setParameterExceptionHandler(Main::wrongUsage);
        commands.setExecutionExceptionHandler((e, command, parsed) -> fail(e, command, session));
        commands.setExecutionStrategy(parsed -> execute(parsed, err, session));
        return commands.execute(args);
    }

    private static int execute(ParseResult parsed, PrintWriter err, Session session) {
        Dbferry options = (Dbferry) parsed.commandSpec().userObject();
        Optional<List<String>> instead = asServiceUser(parsed, options);
        if (instead.isPresent()) {
            if (!options.quiet && !isForPrograms(parsed.commandSpec().commandLine())) {
                err.println("running as user '" + ServiceUser.NAME + "', as the service does");
            }
            return ServiceUser.run(instead.get());
        }
        boolean daemon = parsed.hasSubcommand()
                && parsed.subcommand().commandSpec().userObject() instanceof Head head
                && head.isDaemon();
        try (session) {
            session.begin(options.verbose, daemon, err);
            return new RunLast().execute(parsed);
        } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
            return fail(e, parsed.commandSpec().commandLine(), session);
        }
    }

    /** What runs in place of a command of root on a config of the service. */
    private static Optional<List<String>> asServiceUser(ParseResult parsed, Dbferry options) {
        ServiceUser user = ServiceUser.ofThisProcess();
        boolean ofService = user.isMeant()
                && parsed.hasSubcommand()
                && parsed.asCommandLineList().stream().noneMatch(CommandLine::isUsageHelpRequested)
                && parsed.asCommandLineList().stream().noneMatch(CommandLine::isVersionHelpRequested)
                && parsed.subcommand().commandSpec().userObject() instanceof Head head
                && head.isOfService();
        try {
            return ofService ? user.instead(options.configFile(), parsed.originalArgs()) : Optional.empty();
        } catch (DbferryException e) {
            return Optional.empty(); // the command itself will not find a config either, and say so
        }
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        PrintWriter err = e.getCommandLine().getErr();
        Optional<String> unknown = unknownCommand(e);
        String message = "cannot understand the command line: "
                + unknown.map(word -> "unknown command '" + word + "'")
                        .orElseGet(() -> lowerFirst(String.valueOf(e.getMessage())));
        Set<String> known = new LinkedHashSet<>(
                unknown.isPresent()
                        ? command.subcommands().keySet()
                        : command.optionsMap().keySet());
        Optional<String> meant = unmatched(e).flatMap(word -> Suggestion.closest(word, known));
        String hint =
                meant.map(word -> "Did you mean '" + word + "'? See ").orElse("") + command.qualifiedName() + " --help";
        if (List.of(args).contains("--json")) {
            err.println(JsonLine.of(new RunFailure(Failure.CONFIG.exitCode(), message, hint)));
        } else {
            err.println(message);
            err.println("HINT: " + hint);
        }
        return Failure.CONFIG.exitCode();
    }

    /** The first word that nothing takes. */
    private static Optional<String> unmatched(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().stream().findFirst()
                : Optional.empty();
    }

    private static Optional<String> unknownCommand(ParameterException e) {
        boolean hasCommands = !e.getCommandLine().getSubcommands().isEmpty();
        return unmatched(e).filter(word -> hasCommands && !word.startsWith("-"));
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static int fail(Throwable e, CommandLine command, Session session) {
        PrintWriter err = command.getErr();
        DbferryException known = Failures.known(e);
        if (known == null) {
            session.logFailure("cannot continue: " + e, e);
            if (isForPrograms(command)) {
                err.println(JsonLine.of(RunFailure.of(Failures.knownOrBug(e))));
                return Failure.BUG.exitCode();
            }
            err.println("cannot continue: " + e);
            err.println("HINT: This is a bug of DbFerry; please report it with the lines below");
            e.printStackTrace(err);
            return Failure.BUG.exitCode();
        }
        String message = Printable.lines(String.valueOf(known.getMessage()));
        session.logFailure(message, known.getCause());
        if (isForPrograms(command)) {
            err.println(JsonLine.of(RunFailure.of(known)));
            return known.failure().exitCode();
        }
        err.println(message);
        if (known.hint() != null) {
            err.println("HINT: " + Printable.lines(known.hint()));
        }
        return known.failure().exitCode();
    }

    /** Whether the command that was asked for prints JSON. */
    private static boolean isForPrograms(CommandLine command) {
        for (ParseResult parsed = command.getParseResult(); parsed != null; parsed = parsed.subcommand()) {
            if (parsed.commandSpec().userObject() instanceof Head head && head.isForPrograms()) {
                return true;
            }
        }
        return false;
    }
}
