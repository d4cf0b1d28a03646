package io.dbferry.cli.command;

import io.dbferry.check.EnvironmentCheck;
import io.dbferry.check.NotifyCheck;
import io.dbferry.check.ReceiverCheck;
import io.dbferry.check.RemoteCheck;
import io.dbferry.check.SenderCheck;
import io.dbferry.check.finding.Finding;
import io.dbferry.cli.head.ReportHead;
import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.key.Side;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.JobAlarms;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.Output.Tone;
import io.dbferry.jobs.RemoteCheckText;
import io.dbferry.notify.message.FailureDetails;
import io.dbferry.notify.message.Job;
import io.dbferry.notify.message.Origin;
import io.dbferry.postgres.connect.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dbferry check}. */
@Command(name = "check", description = "Test everything that the config refers to: database, depot, keys, disk, mail.")
public final class CheckCommand extends ReportHead implements Callable<Integer> {
    @Option(
            names = "--fix",
            description = "On the sender: create the publication and the replication slot for strategy log.")
    private boolean fix;

    @Option(
            names = "--remote",
            description = "Full round trip to the depot: connect, make a folder, upload, rename, download, delete.")
    private boolean remote;

    @Option(
            names = "--notify",
            description = "Send a test message by mail and to each webhook, the way alarms are sent.")
    private boolean notify;

    /** The findings, and the code that the program exits with. */
    private record Checked(String role, int exitCode, List<Finding> findings) {}

    @Override
    public Integer call() {
        return reports(remote ? this::remote : notify ? this::notification : this::check);
    }

    private Reported remote(Config config) {
        Output output = output();
        Components wiring = components();
        List<RemoteCheck.Step> steps = RemoteCheckText.run(config, wiring);
        return new Reported(
                RemoteCheckText.document(config, steps),
                RemoteCheckText.exitCode(steps),
                () -> RemoteCheckText.print(steps, output),
                () -> alarms(config, wiring, output).after(RemoteCheckText.JOB, RemoteCheckText.trouble(steps)));
    }

    private Reported notification(Config config) {
        List<Finding> findings = NotifyCheck.send(
                config.alarms(), Origin.of(config), components().clock().instant());
        return reported(config, findings, () -> {});
    }

    private Reported check(Config config) {
        Output output = output();
        Components wiring = components();
        List<Finding> findings = checked(config, wiring, fix);
        return reported(config, findings, () -> alarms(config, wiring, output)
                .after(
                        Job.of("check"),
                        findings.stream()
                                .filter(f -> f.exitCode() != 0)
                                .findFirst()
                                .map(f -> new FailureDetails(
                                        f.exitCode(), f.subject() + ": " + f.text(), f.hint(), null))));
    }

    private Reported reported(Config config, List<Finding> findings, Runnable after) {
        Output output = output();
        return new Reported(
                new Checked(Side.of(config).word(), exitCode(findings), findings),
                exitCode(findings),
                () -> findings.forEach(finding -> print(finding, output)),
                after);
    }

    /** What goes wrong with them is printed: this command has no log. */
    private static JobAlarms alarms(Config config, Components wiring, Output output) {
        return new JobAlarms(config, wiring, output::warn);
    }

    /** The first failure's code: what failed after it may be its consequence. */
    private static int exitCode(List<Finding> findings) {
        return findings.stream()
                .mapToInt(Finding::exitCode)
                .filter(c -> c != 0)
                .findFirst()
                .orElse(0);
    }

    /** Checks, and prints what it finds; whether all is well. */
    public static boolean run(Config config, Components wiring, Output output) {
        List<Finding> findings = checked(config, wiring, false);
        findings.forEach(finding -> print(finding, output));
        return exitCode(findings) == 0;
    }

    private static List<Finding> checked(Config config, Components wiring, boolean fix) {
        List<Finding> findings = new ArrayList<>(EnvironmentCheck.run(wiring.environment(), config.file()));
        findings.addAll(check(config, wiring, fix));
        return findings;
    }

    private static List<Finding> check(Config config, Components wiring, boolean fix) {
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
            output.say(Tone.GOOD, line);
            return;
        }
        output.report(finding.level() == Finding.Level.WARN ? Tone.POOR : Tone.BAD, line);
        if (finding.hint() != null) {
            output.report("      HINT: " + finding.hint());
        }
    }
}
