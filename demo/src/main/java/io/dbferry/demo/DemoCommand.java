package io.dbferry.demo;

import io.dbferry.cli.head.AdditionalCommand;
import io.dbferry.cli.head.Head;
import io.dbferry.cli.print.TextTable;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.demo.city.Changes;
import io.dbferry.files.FolderTree;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.DumpJob;
import io.dbferry.jobs.LoadJob;
import io.dbferry.jobs.Output;
import io.dbferry.receiver.postprocess.Postprocess;
import io.dbferry.sender.Dump;
import io.dbferry.sender.DumpListener;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dbferry demo}. */
@Command(
        name = "demo",
        description =
                "Show the whole journey on this machine: two PostgreSQL servers, SFTP, a made-up bus application.")
public final class DemoCommand extends Head implements Callable<Integer>, AdditionalCommand {
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final int CHANGES = 30;

    @Option(names = "--once", description = "End after the proof: exit code 0 if both sides are equal, 1 if not.")
    private boolean once;

    @Option(names = "--keep", paramLabel = "DIR", description = "Work in this new folder and leave it there.")
    private @Nullable Path keep;

    @Override
    public Integer call() throws Exception {
        Output output = output();
        Path folder = keep == null ? Files.createTempDirectory("dbferry-demo-") : keep.toAbsolutePath();
        Thread running = Thread.currentThread();
        Thread onExit = new Thread(() -> endWith(running), "demo-end");
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            return run(folder, output);
        } catch (InterruptedException e) {
            return 0; // Ctrl-C is how an endless demo ends
        } finally {
            if (keep == null) {
                delete(folder);
            }
        }
    }

    /** On Ctrl-C: lets the main thread close its servers and delete its folder before the Java machine ends. */
    private static void endWith(Thread running) {
        if (running.isAlive() && !Thread.currentThread().equals(running)) {
            running.interrupt();
            try {
                running.join(Duration.ofSeconds(20).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private int run(Path folder, Output output) throws IOException, SQLException, InterruptedException {
        Components wiring = components();
        try (DemoStage stage = DemoStage.open(folder, wiring.clock(), what -> output.say("  " + what))) {
            SenderConfig sender = wiring.sender(stage.configs().sender());
            ReceiverConfig receiver = wiring.receiver(stage.configs().receiver());
            session().logTo(sender, output::warn);
            journey(stage, wiring, sender, receiver, output);
            DemoProof proof = stage.prove();
            print(proof, output);
            if (once) {
                return proof.equal() ? 0 : 1;
            }
            goOn(stage, wiring, sender, receiver, output);
            return 0;
        }
    }

    private static void journey(
            DemoStage stage, Components wiring, SenderConfig sender, ReceiverConfig receiver, Output output)
            throws IOException, SQLException, InterruptedException {
        output.say("1. a complete: everything");
        ship(Kind.COMPLETE, wiring, sender, receiver, output);
        output.say("2. the app keeps writing: " + describe(stage.activity().step(CHANGES)) + ", "
                + describe(stage.activity().deleteSome(CHANGES)));
        output.say("3. a partial: what changed (deletes travel with the next complete)");
        ship(Kind.PARTIAL, wiring, sender, receiver, output);
        output.say("4. a complete again: only differences are written");
        ship(Kind.COMPLETE, wiring, sender, receiver, output);
    }

    private static void ship(Kind kind, Components wiring, SenderConfig sender, ReceiverConfig receiver, Output output)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Depot depot = wiring.patientDepot(sender)) {
            Dump dump = new Dump(
                    sender,
                    wiring.database(sender, "dump"),
                    depot,
                    wiring.signer(sender.ssh()),
                    output.progress(),
                    DumpListener.SILENT,
                    wiring.clock());
            DumpJob.print(output.indented(), dump.run(kind));
        }
        try (Depot depot = wiring.patientDepot(receiver)) {
            LoadJob.print(
                    output.indented(),
                    LoadJob.load(receiver, Postprocess.Runs.AT_END, wiring, depot, output)
                            .run(Optional.empty()));
        }
        output.say(String.format(Locale.ROOT, "   in %.1f s", (System.nanoTime() - start) / 1e9));
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static String describe(Changes changes) {
        return Stream.of(
                        count(changes.inserted(), "rows inserted"),
                        count(changes.updated(), "updated"),
                        count(changes.deleted(), "deleted"),
                        count(changes.images(), "new images"))
                .flatMap(Optional::stream)
                .reduce((a, b) -> a + ", " + b)
                .orElse("nothing");
    }

    private static Optional<String> count(int number, String what) {
        return number == 0 ? Optional.empty() : Optional.of(String.format(Locale.ROOT, "%,d %s", number, what));
    }

    private static void print(DemoProof proof, Output output) {
        TextTable table = new TextTable("table", "sender", "receiver", "checksum", "");
        for (DemoProof.Table row : proof.tables()) {
            table.add(
                    row.name(),
                    String.format(Locale.ROOT, "%,d", row.sender().count()),
                    String.format(Locale.ROOT, "%,d", row.receiver().count()),
                    String.format(
                            Locale.ROOT,
                            "%016x",
                            row.receiver().checksum().toBigInteger().longValue()),
                    row.equal() ? "equal" : "DIFFERENT");
        }
        table.add(
                "media files",
                proof.media().sender(),
                proof.media().receiver(),
                "sha-256 of each",
                proof.media().equal() ? "equal" : "DIFFERENT");
        output.say("");
        output.report(table.toString());
        output.report(proof.equal() ? "both sides are equal" : "the sides DIFFER");
    }

    private void goOn(DemoStage stage, Components wiring, SenderConfig sender, ReceiverConfig receiver, Output output)
            throws IOException, SQLException, InterruptedException {
        output.say("");
        output.say("The app keeps writing, and a partial is shipped and loaded every few seconds, until Ctrl-C.");
        output.say("From another terminal:");
        String launcher = System.getProperty("dbferry.launcher", "dbferry");
        commands(launcher, stage.configs().sender(), stage.configs().receiver())
                .forEach(line -> output.say("  " + line));
        while (!Thread.currentThread().isInterrupted()) {
            Thread.sleep(PAUSE.toMillis());
            output.say("the app: " + describe(stage.activity().step(CHANGES)));
            try {
                ship(Kind.PARTIAL, wiring, sender, receiver, output);
            } catch (io.dbferry.failure.DbferryException e) {
                if (e.failure() != io.dbferry.failure.Failure.LOCKED) {
                    throw e;
                }
                output.say("   " + e.getMessage()); // the commands above, from another terminal
            }
        }
    }

    /** What can be typed while the demo goes on, by the launcher that it was started with. */
    static List<String> commands(String launcher, Path sender, Path receiver) {
        return Stream.concat(
                        Stream.of("dump partial", "status", "check").map(command -> sender + " " + command),
                        Stream.of("load", "status", "check").map(command -> receiver + " " + command))
                .map(words -> launcher + " --config " + words)
                .toList();
    }

    private static void delete(Path folder) throws IOException {
        Thread.interrupted(); // deleting goes on after Ctrl-C
        FolderTree.delete(folder);
    }
}
