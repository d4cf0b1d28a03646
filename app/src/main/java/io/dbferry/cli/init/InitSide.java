package io.dbferry.cli.init;

import io.dbferry.cli.command.CheckCommand;
import io.dbferry.cli.head.Head;
import io.dbferry.config.Config;
import io.dbferry.config.key.Side;
import io.dbferry.config.watch.ThisHost;
import io.dbferry.failure.Failure;
import io.dbferry.init.ReceiverInit;
import io.dbferry.init.SenderInit;
import io.dbferry.init.ask.Dialog;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.OpenDatabase;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dbferry init} of one side. */
abstract class InitSide extends Head implements Callable<Integer> {
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

    abstract Side side();

    /** {@code dbferry init sender}. */
    @Command(
            name = "sender",
            description = "On the sender, after 'init receiver' on the other server.",
            modelTransformer = AnswerOption.Adding.class)
    static final class OfSender extends InitSide {
        @Override
        Side side() {
            return Side.SENDER;
        }
    }

    /** {@code dbferry init receiver}. */
    @Command(
            name = "receiver",
            description = "On the receiver, as the first of the two.",
            modelTransformer = AnswerOption.Adding.class)
    static final class OfReceiver extends InitSide {
        @Override
        Side side() {
            return Side.RECEIVER;
        }
    }

    @Override
    public Integer call() throws IOException {
        Output output = output();
        Components wiring = components();
        HostInfo machine = new HostInfo(
                newFile().toAbsolutePath().normalize(),
                wiring.home(),
                System.getProperty("user.name"),
                ThisHost.name(),
                System.getProperty("dbferry.launcher", "dbferry"),
                Optional.empty());
        boolean sender = side() == Side.SENDER;
        Failure failure = sender ? Failure.SOURCE_DATABASE : Failure.TARGET_DATABASE;
        OpenDatabase open = (url, passwordFile) -> wiring.database(url, passwordFile, failure, "init");
        Prompter interview = new Prompter(AnswerOption.given(spec()), dialog(), output::report);
        if (sender) {
            new SenderInit(interview, machine, open, force).run(fromDjango, wiring::config);
        } else {
            new ReceiverInit(interview, machine, open, force).run(fromDjango, wiring::config);
        }
        Config config = wiring.config(machine.config());
        output.report("");
        output.report("--- What '" + machine.command("check") + "' finds now:");
        boolean well = CheckCommand.run(config, wiring, output);
        String next = machine.command(sender ? "dump complete" : "load");
        output.report("");
        output.report(
                well
                        ? "Next: " + next
                        : "Next: fix the failures by the lines above and the hints; then run "
                                + machine.command("check") + ", and when all is well " + next);
        return 0;
    }

    /** Whoever sits at the terminal; null if nobody does, or does not want to be asked. */
    private @Nullable Dialog dialog() {
        return yes || System.console() == null ? null : new TerminalDialog(System.console());
    }
}
