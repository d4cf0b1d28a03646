package io.dbferry.status.model;

import io.dbferry.receiver.ledger.Proofs;
import io.dbferry.status.model.ShipmentStatus.Changes;
import io.dbferry.status.model.ShipmentStatus.ReceiptStatus;
import io.dbferry.status.model.ShipmentStatus.Steps;
import io.dbferry.status.model.StatusModel.DatabaseStatus;
import io.dbferry.status.model.StatusModel.DepotStatus;
import io.dbferry.status.model.StatusModel.Disk;
import io.dbferry.status.model.StatusModel.Due;
import io.dbferry.status.model.StatusModel.HeldBack;
import io.dbferry.status.model.StatusModel.Lag;
import io.dbferry.status.model.StatusModel.Role;
import io.dbferry.status.model.StatusModel.TableStatus;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Receipt.HeldEntry;
import io.dbferry.stream.format.Receipt.Migrations;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.MissingFile;
import io.dbferry.testing.Golden;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sides in the states that there are, judged. */
public final class StatusExamples {
    public static final Golden GOLDEN = new Golden("app/src/test/resources/io/dbferry/status");
    public static final Instant NOW = Instant.parse("2026-11-23T03:40:30Z");
    private static final Duration TOO_LONG = Duration.ofHours(2);
    private static final String EVIL = "<script>alert('&\"')</script>\u202e\u001b[31m";

    private StatusExamples() {}

    /** By name. */
    public static Map<String, StatusModel> all() {
        Map<String, StatusModel> all = new LinkedHashMap<>();
        all.put("receiver-well", receiver(34, List.of(), Runner.By.DAEMON, List.of(shipment(42, 34, true))));
        all.put("receiver-late", receiver(3 * 3600, List.of(), Runner.By.CRON, List.of(shipment(42, 3 * 3600, true))));
        all.put("receiver-failing", receiver(900, List.of(failing("load")), Runner.By.DAEMON, List.of()));
        all.put(
                "receiver-steps",
                receiver(34, List.of(), Runner.By.DAEMON, List.of(failedSteps(shipment(42, 34, true)))));
        all.put("receiver-empty", receiver(-1, List.of(), Runner.By.NOBODY, List.of()));
        all.put("sender-well", sender(Receipt.State.APPLIED, List.of(), List.of(), true));
        all.put("sender-nobody", nobodyRuns(all.get("sender-well")));
        all.put("sender-late", sender(Receipt.State.FAILED, List.of(), List.of(), true));
        all.put(
                "sender-failing",
                sender(
                        Receipt.State.APPLIED,
                        List.of(failing("dump partial")),
                        List.of(new Problem(
                                Problem.Part.DEPOT,
                                "cannot open depot 'sftp://a@viz/bkps': port 22 refuses connections",
                                "Start sshd",
                                4)),
                        false));
        all.put(
                "sender-empty",
                judged(new StatusModel(
                        StatusModel.VERSION,
                        NOW,
                        Role.SENDER,
                        "transapp",
                        null,
                        "app.example.org",
                        verdict(),
                        List.of(),
                        List.of(),
                        new Runner(Runner.By.NOBODY, null),
                        List.of(),
                        Lag.UNKNOWN,
                        new DepotStatus("/depot", true, 0, null, null),
                        new DatabaseStatus("postgresql:///transapp", true, null),
                        List.of(),
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null)));
        all.put("receiver-differs", differing(all.get("receiver-well")));
        return all;
    }

    /** One of {@link #all}. */
    public static StatusModel named(String name) {
        return Objects.requireNonNull(all().get(name));
    }

    private static StatusModel nobodyRuns(StatusModel m) {
        JobStatus overdue = new JobStatus(
                "dump partial",
                "*/5 * * * *",
                NOW.minusSeconds(4000),
                NOW.minusSeconds(4000),
                0,
                0.5,
                null,
                NOW.minusSeconds(3900));
        List<Problem> killed =
                List.of(Problem.warning(Problem.Part.RUNNER, "dbferry run, process 7 was killed", "Start it"));
        return judged(new StatusModel(
                m.version(),
                m.time(),
                m.role(),
                m.stream(),
                m.name(),
                m.host(),
                verdict(),
                killed,
                m.incidents(),
                new Runner(Runner.By.NOBODY, null),
                List.of(overdue),
                m.lag(),
                m.depot(),
                m.database(),
                m.disks(),
                m.last(),
                m.waiting(),
                m.due(),
                m.heldBack(),
                m.nextCompleteFrom(),
                m.receivers(),
                m.shipments(),
                m.missingMedia(),
                m.tables(),
                m.proof(),
                m.standing(),
                null,
                null,
                null));
    }

    private static StatusModel differing(StatusModel m) {
        ProofStatus.Different different = new ProofStatus.Different(
                EVIL, new Sequence(42), NOW.minusSeconds(3600), 1024, 3, 450, Proofs.Repair.ASKED);
        return judged(new StatusModel(
                m.version(),
                m.time(),
                m.role(),
                m.stream(),
                m.name(),
                m.host(),
                verdict(),
                m.problems(),
                m.incidents(),
                m.runner(),
                m.jobs(),
                m.lag(),
                m.depot(),
                m.database(),
                m.disks(),
                m.last(),
                m.waiting(),
                m.due(),
                m.heldBack(),
                m.nextCompleteFrom(),
                m.receivers(),
                m.shipments(),
                m.missingMedia(),
                m.tables(),
                new ProofStatus(14, NOW.minusSeconds(3600), List.of(different), 0),
                List.of(
                        new StandingTable(
                                EVIL,
                                new Sequence(41),
                                NOW.minusSeconds(900),
                                "cannot load partial 000041: " + EVIL,
                                "Fix it",
                                null),
                        new StandingTable(
                                "seat",
                                new Sequence(41),
                                NOW.minusSeconds(900),
                                "table 'seat' refers to table 'bus', which stands still",
                                null,
                                "bus")),
                List.of(EVIL, "old"),
                new Migrations(List.of("city.0002_stop", "city.0003_" + EVIL), List.of("own.0001_initial")),
                new FirstLoadStatus(EVIL, 2, 40, 13, NOW.minusSeconds(60))));
    }

    private static StatusModel judged(StatusModel model) {
        return model.with(new Assessment(model, Optional.of(TOO_LONG)).verdict());
    }

    private static Verdict verdict() {
        return new Verdict(Verdict.Level.WELL, "", null, null, 0);
    }

    private static OpenIncident failing(String job) {
        return new OpenIncident(
                job, NOW.minusSeconds(7260), 4, 6, "cannot go on: " + EVIL + "\nsecond line", "Fix " + EVIL);
    }

    private static JobStatus job(String name, int exitCode, Runner.By by) {
        boolean runs = by != Runner.By.NOBODY;
        return new JobStatus(
                name,
                "*/5 * * * *",
                NOW.minusSeconds(30),
                NOW.minusSeconds(330),
                exitCode,
                1.25,
                runs ? NOW.plusSeconds(270) : null,
                null);
    }

    private static ShipmentStatus shipment(long number, long age, boolean applied) {
        Instant time = NOW.minusSeconds(age);
        ShipmentName name = new ShipmentName(Kind.PARTIAL, time, new Sequence(number));
        return new ShipmentStatus(
                name.sequence(),
                name.kind(),
                name.folder(),
                name.time(),
                time.plusSeconds(2),
                applied ? time.minusSeconds(4) : null,
                null,
                1428L,
                applied ? new Changes(1110, 75, 3) : null,
                10L,
                165_000L,
                applied ? new Steps(Steps.State.DONE, null) : null);
    }

    private static ShipmentStatus failedSteps(ShipmentStatus s) {
        return new ShipmentStatus(
                s.sequence(),
                s.kind(),
                s.shipment(),
                s.time(),
                s.inDepotAt(),
                s.appliedAt(),
                null,
                s.rows(),
                s.changes(),
                s.mediaFiles(),
                s.bytes(),
                new Steps(Steps.State.FAILED, "ended with exit code 7\n" + EVIL));
    }

    private static StatusModel receiver(
            long lag, List<OpenIncident> incidents, Runner.By by, List<ShipmentStatus> ledger) {
        boolean failing = !incidents.isEmpty();
        return judged(new StatusModel(
                StatusModel.VERSION,
                NOW,
                Role.RECEIVER,
                "transapp",
                "viz",
                "viz.example.org",
                verdict(),
                List.of(),
                incidents,
                new Runner(by, by == Runner.By.DAEMON ? "dbferry run, process 7 on viz.example.org" : null),
                List.of(job("load complete", 0, by), job("load partial", failing ? 6 : 0, by)),
                lag < 0 ? Lag.UNKNOWN : new Lag(NOW.minusSeconds(lag), lag),
                new DepotStatus("/srv/depot", true, 12, NOW.minusSeconds(90_000), 74_500_000_000L),
                new DatabaseStatus("postgresql:///viz", true, null),
                List.of(new Disk("/var/lib/dbferry/viz", 5_000_000_000L, 20_000_000_000L)),
                lag < 0 ? null : shipment(42, lag, true),
                null,
                new Due(failing ? 1 : 0, failing ? List.of(shipment(43, 900, false)) : List.of()),
                new HeldBack(2, List.of("lab")),
                failing ? NOW.plusSeconds(600) : null,
                null,
                ledger,
                null,
                null,
                lag < 0 ? null : new ProofStatus(14, NOW.minusSeconds(3600), List.of(), 0),
                null,
                null,
                null,
                null));
    }

    private static StatusModel sender(
            Receipt.State state, List<OpenIncident> incidents, List<Problem> problems, boolean reachable) {
        ShipmentStatus shipped = shipment(43, 300, false)
                .withReceipts(List.of(new ReceiptStatus("viz", Receipt.State.APPLIED, NOW.minusSeconds(290))));
        return judged(new StatusModel(
                StatusModel.VERSION,
                NOW,
                Role.SENDER,
                "transapp",
                null,
                "app.example.org",
                verdict(),
                problems,
                incidents,
                new Runner(Runner.By.CRON, null),
                List.of(
                        job("dump complete", 0, Runner.By.CRON),
                        job("dump partial", reachable ? 0 : 4, Runner.By.CRON)),
                new Lag(NOW.minusSeconds(600), 600L),
                new DepotStatus("sftp://a@viz/bkps", reachable, reachable ? 12 : null, null, null),
                new DatabaseStatus("postgresql:///transapp", true, 123_456_789L),
                List.of(new Disk("/var/lib/dbferry/" + EVIL, 5_000_000_000L, 20_000_000_000L)),
                ShipmentStatus.named(new ShipmentName(Kind.PARTIAL, NOW.minusSeconds(300), new Sequence(43))),
                reachable ? List.of() : List.of(shipment(44, 120, false)),
                null,
                null,
                null,
                reachable ? List.of(receiver(state)) : null,
                reachable ? List.of(shipped, shipment(42, 600, false)) : null,
                List.of(new MissingFile(0, "a/" + EVIL, "report.image", MissingCause.values()[0])),
                List.of(
                        new TableStatus("report", "window on changed", "it is indexed"),
                        new TableStatus("kind", null, "it has no primary key")),
                null,
                null,
                null,
                null,
                null));
    }

    private static ReceiverStatus receiver(Receipt.State state) {
        @Nullable String message = state == Receipt.State.APPLIED ? null : "cannot load partial 000043: " + EVIL;
        return new ReceiverStatus(
                "viz",
                state,
                new Sequence(43),
                NOW.minusSeconds(20),
                message,
                new Sequence(42),
                NOW.minusSeconds(600),
                1,
                600L,
                NOW.minusSeconds(300),
                3,
                message == null
                        ? null
                        : new ReceiverStatus.Failure(new Sequence(43), state, NOW.minusSeconds(20), message),
                message == null ? null : List.of(new HeldEntry(EVIL, new Sequence(41), NOW.minusSeconds(900))),
                message == null ? null : new Migrations(List.of("city." + EVIL), List.of()));
    }
}
