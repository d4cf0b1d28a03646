package io.dbferry.cli.init;

import io.dbferry.cli.command.CheckCommand;
import io.dbferry.cli.command.Dbferry;
import io.dbferry.config.Config;
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
import io.dbferry.jobs.Session;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dbferry init sender|receiver}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Write a first config: asks what it cannot find out, and prints what is to be done on both servers.",
            "Every question has an option. Without a terminal, or with --yes, defaults are taken."
        })
public final class InitCommand {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Command(mixinStandardHelpOptions = true, description = "On the sender, after 'init receiver' on the other server.")
    int sender(@Mixin InitOptions options, @Mixin InitSenderOptions more) throws IOException {
        options.answers.putAll(more.answers);
        return run(options, true, "dump complete");
    }

    @Command(mixinStandardHelpOptions = true, description = "On the receiver, as the first of the two.")
    int receiver(@Mixin InitOptions options, @Mixin InitReceiverOptions more) throws IOException {
        options.answers.putAll(more.answers);
        return run(options, false, "load");
    }

    private int run(InitOptions options, boolean sender, String next) throws IOException {
        Output output = new Output(spec, dbferry.quiet);
        Components wiring = Session.start(output);
        HostInfo machine = new HostInfo(
                dbferry.config.toAbsolutePath().normalize(),
                wiring.home(),
                System.getProperty("user.name"),
                ThisHost.name(),
                System.getProperty("dbferry.launcher", "dbferry"));
        Failure failure = sender ? Failure.SOURCE_DATABASE : Failure.TARGET_DATABASE;
        OpenDatabase open = (url, passwordFile) -> wiring.database(url, passwordFile, failure, "init");
        Prompter interview = new Prompter(options.answers, dialog(options.yes), output::report);
        if (sender) {
            new SenderInit(interview, machine, open, options.force).run(options.fromDjango, wiring::config);
        } else {
            new ReceiverInit(interview, machine, open, options.force).run(options.fromDjango, wiring::config);
        }
        Config config = wiring.config(machine.config());
        output.report("");
        output.report("--- What '" + machine.command("check") + "' finds now:");
        boolean well = CheckCommand.run(config, wiring, output);
        output.report("");
        output.report(
                well
                        ? "Next: " + machine.command(next)
                        : "Next: mend what failed, by the lines above and the hints; then " + machine.command("check")
                                + ", and when all is well " + machine.command(next));
        return 0;
    }

    /** Whoever sits at the terminal; null if nobody does, or does not want to be asked. */
    private static @Nullable Dialog dialog(boolean yes) {
        return yes || System.console() == null ? null : new TerminalDialog(System.console());
    }
}
