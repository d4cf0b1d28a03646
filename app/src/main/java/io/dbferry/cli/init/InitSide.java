package io.dbferry.cli.init;

import io.dbferry.cli.command.CheckCommand;
import io.dbferry.cli.head.Head;
import io.dbferry.config.Config;
import io.dbferry.config.key.Side;
import io.dbferry.config.watch.ThisHost;
import io.dbferry.failure.Failure;
import io.dbferry.init.ReceiverInit;
import io.dbferry.init.SenderInit;
import io.dbferry.init.apply.ReceiverApply;
import io.dbferry.init.apply.SenderApply;
import io.dbferry.init.apply.Setup;
import io.dbferry.init.ask.Dialog;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.OpenDatabase;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dbferry init} of one side. */
abstract class InitSide extends Head implements Callable<Integer> {
    @Override
    public boolean isOfService() {
        return false;
    }

    @Option(
            names = "--from-django",
            paramLabel = "SETTINGS",
            description = "Read the original's settings from a settings.py, as data. Can be given again.")
    private List<Path> fromDjango = new ArrayList<>();

    @Option(names = "--force", description = "Overwrite a config, or password file, that exists.")
    private boolean force;

    @Option(
            names = {"-y", "--yes"},
            description = "Never prompt: take the defaults, and fail if a required answer is missing.")
    private boolean yes;

    @Option(names = "--undo", description = "As root: undo what --apply has done here; rows and files stay.")
    private boolean undo;

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Where --apply keeps what it has done, root's alone (default: ${DEFAULT-VALUE}).")
    private Path state = Path.of("/var/lib/dbferry-init");

    abstract Side side();

    /** Whether root is to do the steps. */
    abstract boolean applies();

    /** Does them. */
    abstract void apply(Setup setup, OpenDatabase open, boolean overwrite, List<Path> settings) throws IOException;

    /** {@code dbferry init sender}. */
    @Command(
            name = "sender",
            description = "On the sender, after 'init receiver' on the other server.",
            modelTransformer = AnswerOption.Adding.class)
    static final class OfSender extends InitSide {
        @Option(
                names = "--apply",
                arity = "0..1",
                fallbackValue = "",
                paramLabel = "LINE",
                description =
                        "As root: do the steps instead of printing them, bring the key to the receiver that printed the"
                                + " line, and ship the first complete. Without the line, continue where an earlier run stopped.")
        private @Nullable String line;

        @Override
        Side side() {
            return Side.SENDER;
        }

        @Override
        boolean applies() {
            return line != null;
        }

        @Override
        void apply(Setup setup, OpenDatabase open, boolean overwrite, List<Path> settings) throws IOException {
            new SenderApply(setup, open, overwrite).run(Objects.requireNonNull(line), settings);
        }
    }

    /** {@code dbferry init receiver}. */
    @Command(
            name = "receiver",
            description = "On the receiver, as the first of the two.",
            modelTransformer = AnswerOption.Adding.class)
    static final class OfReceiver extends InitSide {
        @Option(
                names = "--apply",
                description =
                        "As root: do the steps instead of printing them, print a line for the sender, wait for its key and"
                                + " its first complete, and apply that.")
        private boolean apply;

        @Override
        Side side() {
            return Side.RECEIVER;
        }

        @Override
        boolean applies() {
            return apply;
        }

        @Override
        void apply(Setup setup, OpenDatabase open, boolean overwrite, List<Path> settings) throws IOException {
            new ReceiverApply(setup, open, overwrite).run(settings);
        }
    }

    @Override
    public Integer call() throws IOException {
        if (undo || applies()) {
            setUp();
        } else {
            write();
        }
        return 0;
    }

    private void setUp() throws IOException {
        Map<String, String> answers = new LinkedHashMap<>(AnswerOption.given(spec()));
        if (yes) {
            answers.put("--yes", "yes");
        }
        Prompter interview = new Prompter(answers, dialog(), output()::report);
        HostInfo machine = HostInfo.forService(applied(), ThisHost.name(), program());
        Setup setup = new Setup(side(), machine, interview, components(), state.toAbsolutePath());
        if (undo) {
            setup.undo();
        } else {
            apply(setup, Setup.asSuperuser(components(), failure(), interview), force, fromDjango);
        }
    }

    /** The services look in one place alone, so the current folder is no default here. */
    private Path applied() {
        boolean named = spec().root().findOption("--config").getValue() != null;
        return named ? newFile().toAbsolutePath().normalize() : Setup.systemConfig(side());
    }

    private static String program() {
        return System.getProperty("dbferry.launcher", "dbferry");
    }

    private Failure failure() {
        return side() == Side.SENDER ? Failure.SOURCE_DATABASE : Failure.TARGET_DATABASE;
    }

    private void write() throws IOException {
        Output output = output();
        Components wiring = components();
        HostInfo machine = new HostInfo(
                newFile().toAbsolutePath().normalize(),
                wiring.home(),
                System.getProperty("user.name"),
                ThisHost.name(),
                program(),
                Optional.empty());
        OpenDatabase open = (url, passwordFile) -> wiring.database(url, passwordFile, failure(), "init");
        Prompter interview = new Prompter(AnswerOption.given(spec()), dialog(), output::report);
        if (side() == Side.SENDER) {
            new SenderInit(interview, machine, open, force).run(fromDjango, wiring::config);
        } else {
            new ReceiverInit(interview, machine, open, force).run(fromDjango, wiring::config);
        }
        next(wiring.config(machine.config()), machine, wiring, output);
    }

    private void next(Config config, HostInfo machine, Components wiring, Output output) {
        output.report("");
        output.report("--- What '" + machine.command("check") + "' finds now:");
        boolean well = CheckCommand.run(config, wiring, output);
        String next = machine.command(side() == Side.SENDER ? "dump complete" : "load");
        output.report("");
        output.report(
                well
                        ? "Next: " + next
                        : "Next: fix the failures by the lines above and the hints; then run "
                                + machine.command("check") + ", and when all is well " + next);
    }

    /** Whoever sits at the terminal; null if nobody does, or does not want to be asked. */
    private @Nullable Dialog dialog() {
        return yes || System.console() == null ? null : new TerminalDialog(System.console());
    }
}
