package io.dbferry.demo;

import io.dbferry.cli.print.TextTable;
import io.dbferry.cli.print.VerifyText;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.demo.city.Changes;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.DumpJob;
import io.dbferry.jobs.LoadJob;
import io.dbferry.jobs.Output;
import io.dbferry.receiver.Load;
import io.dbferry.receiver.postprocess.Postprocess;
import io.dbferry.receiver.proof.VerifyReport;
import io.dbferry.receiver.proof.VerifyRun;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a demo does, step by step, with a line for each. */
final class DemoShow {
    private static final int CHANGES = 30;

    /** Names of tables would break the lines of a usual terminal. */
    private static final String PREFIX = "AndroidRequests_";

    private final DemoStage stage;
    private final Components wiring;
    private final SenderConfig sender;
    private final ReceiverConfig receiver;
    private final Output output;

    DemoShow(DemoStage stage, Components wiring, SenderConfig sender, ReceiverConfig receiver, Output output) {
        this.stage = stage;
        this.wiring = wiring;
        this.sender = sender;
        this.receiver = receiver;
        this.output = output;
    }

    void journey() throws IOException, SQLException, InterruptedException {
        output.say("1. a complete: everything");
        ship(Kind.COMPLETE);
        output.say("2. the app keeps writing: " + describe(stage.activity().step(CHANGES)) + ",");
        output.say("   " + describe(stage.activity().deleteSome(CHANGES)));
        output.say("3. a partial: what changed (deletes travel with the next complete).");
        output.say("   It ships more rows than it changes: those of its last minutes again, and");
        output.say("   rows that others refer to. A row that changed twice is one update.");
        ship(Kind.PARTIAL);
        output.say("4. a complete again: only differences are written");
        ship(Kind.COMPLETE);
    }

    /** Changes of the app, and a partial with them. */
    void partial() throws IOException, SQLException, InterruptedException {
        output.say("the app: " + describe(stage.activity().step(CHANGES)));
        try {
            ship(Kind.PARTIAL);
        } catch (DbferryException e) {
            if (e.failure() != Failure.LOCKED) {
                throw e;
            }
            output.say("   " + e.getMessage()); // the commands that it named, from another terminal
        }
    }

    /** Whether both sides are equal. */
    boolean prove() throws SQLException, IOException {
        DemoProof proof = stage.prove();
        print(proof);
        return proof.equal();
    }

    /** Whether it finds what was changed by hand. */
    boolean verify() throws IOException, SQLException {
        output.say("5. by hand, on the receiver: 3 rows updated, 1 deleted");
        try (Connection connection = stage.receiver().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE \"AndroidRequests_token\" SET color = 'by hand' WHERE id IN"
                    + " (SELECT id FROM \"AndroidRequests_token\" ORDER BY id LIMIT 3)");
            statement.execute("DELETE FROM \"AndroidRequests_nearbybuseslog\" WHERE id ="
                    + " (SELECT min(id) FROM \"AndroidRequests_nearbybuseslog\")");
        }
        output.say("6. dbferry verify: compares with the digests of what was shipped");
        try (Depot depot = wiring.patientDepot(receiver)) {
            VerifyRun run = new VerifyRun(
                    receiver,
                    wiring.database(receiver, "verify"),
                    depot,
                    wiring.trust(receiver.trust(), receiver.stream()),
                    wiring.clock());
            VerifyReport report = run.run(List.of());
            Load.lookClosely(receiver);
            new VerifyText(report).toString().lines().forEach(output.indented()::report);
            return report.differs();
        }
    }

    /** Whether both sides are equal after a partial. */
    boolean repair() throws IOException, SQLException, InterruptedException {
        boolean found = verify();
        output.say("7. the next partial carries these rows, and the load repairs them");
        ship(Kind.PARTIAL);
        return prove() && found;
    }

    private void ship(Kind kind) throws IOException, InterruptedException {
        long start = System.nanoTime();
        DumpJob.run(sender, kind, wiring, output.indented());
        LoadJob.run(receiver, Optional.empty(), Postprocess.Runs.AT_END, wiring, output.indented());
        stage.part().arrived().forEach(output.indented()::say);
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

    private void print(DemoProof proof) {
        TextTable table = new TextTable("table " + PREFIX + "…", "sender", "receiver", "checksum", "");
        for (DemoProof.Table row : proof.tables()) {
            table.add(
                    row.name().substring(PREFIX.length()),
                    String.format(Locale.ROOT, "%,d", row.sender().count()),
                    String.format(Locale.ROOT, "%,d", row.receiver().count()),
                    String.format(
                            Locale.ROOT,
                            "%08x",
                            row.receiver().checksum().toBigInteger().intValue()),
                    row.equal() ? "equal" : "DIFFERENT");
        }
        table.add(
                "media files",
                proof.media().sender(),
                proof.media().receiver(),
                "sha-256",
                proof.media().equal() ? "equal" : "DIFFERENT");
        output.say("");
        output.report(table.toString());
        output.report(proof.equal() ? "both sides are equal" : "the sides DIFFER");
    }
}
