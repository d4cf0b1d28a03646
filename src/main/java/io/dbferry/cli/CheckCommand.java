package io.dbferry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.check.Finding;
import io.dbferry.check.ReceiverCheck;
import io.dbferry.check.SenderCheck;
import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.database.Database;
import io.dbferry.notify.Job;
import io.dbferry.notify.Trouble;
import io.dbferry.shipment.Json;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dbferry check}. */
@Command(name = "check", mixinStandardHelpOptions = true, description = "Try all that the config names.")
final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Option(names = "--fix", description = "On the sender: make publication and replication slot for strategy log.")
    private boolean fix;

    /** The findings, and the code that the program exits with. */
    private record Checked(String role, int exitCode, List<Finding> findings) {}

    @Override
    public Integer call() {
        Output output = new Output(spec, dbferry.quiet);
        Wiring wiring = Session.start(output);
        Config config = wiring.config(dbferry.config);
        List<Finding> findings = check(config, wiring);
        // The first failure's code: what failed after it may be its consequence.
        int exitCode = findings.stream()
                .mapToInt(Finding::exitCode)
                .filter(c -> c != 0)
                .findFirst()
                .orElse(0);
        JobAlarms.ofCommand(config, wiring)
                .after(
                        Job.of("check"),
                        findings.stream()
                                .filter(f -> f.exitCode() != 0)
                                .findFirst()
                                .map(f -> new Trouble(f.exitCode(), f.subject() + ": " + f.text(), f.hint(), null)));
        if (json) {
            String role = config instanceof SenderConfig ? "sender" : "receiver";
            output.report(new String(Json.write(new Checked(role, exitCode, findings)), UTF_8));
        } else {
            findings.forEach(finding -> print(finding, output));
        }
        return exitCode;
    }

    private List<Finding> check(Config config, Wiring wiring) {
        Database database = wiring.database(config, "check");
        if (config instanceof SenderConfig sender) {
            return new SenderCheck(
                            sender,
                            database,
                            () -> wiring.depot(sender),
                            () -> wiring.signer(sender.ssh()),
                            wiring.clock(),
                            fix)
                    .run();
        }
        ReceiverConfig receiver = (ReceiverConfig) config;
        return new ReceiverCheck(
                        receiver,
                        database,
                        () -> wiring.depot(receiver),
                        () -> wiring.trust(receiver.trust(), receiver.stream()),
                        wiring.path(),
                        wiring.clock())
                .run();
    }

    /** What is fine is left out when quiet; what is not is always said. */
    private static void print(Finding finding, Output output) {
        String line = String.format(
                Locale.ROOT,
                "%-4s  %-11s  %s",
                finding.level().name().toLowerCase(Locale.ROOT),
                finding.subject(),
                finding.text());
        if (finding.level() == Finding.Level.OK) {
            output.say(line);
            return;
        }
        output.report(line);
        if (finding.hint() != null) {
            output.report("      HINT: " + finding.hint());
        }
    }
}
