package io.dbferry.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The application lives, a daemon on either side keeps them in step, and one fault follows the other: short ones, and
 * long ones each of which is mended and forgotten before the next. Then all comes to rest, and both sides are compared.
 */
final class DaemonRun {
    /** A job waits a minute for its time, and may have to wait for the network's silence, on a machine that is busy. */
    private static final Duration FAILS_WITHIN = Duration.ofMinutes(5);

    private static final Duration MENDS_WITHIN = Duration.ofMinutes(5);
    private static final int PAUSE_MILLIS = 6000;
    private static final long MINUTE_MILLIS = 60_000;

    private final DaemonStage stage;
    private final Findings findings;
    private final Random random;
    private final Duration length;
    private final Service sender;
    private final Service receiver;
    private final Comparison comparison;
    private final Causes causes = new Causes();
    private final World world = new World();
    private final Cli cli;
    private final SecondStream second;
    private final Disasters disasters;

    DaemonRun(DaemonStage stage, Findings findings, long seed, Duration length) throws IOException {
        this.stage = stage;
        this.findings = findings;
        this.random = new Random(seed);
        this.length = length;
        this.sender = service("sender", stage.stage().senderConfig());
        this.receiver = service("receiver", stage.stage().receiverConfig());
        this.comparison = new Comparison(stage.stage().sender(), stage.stage().receiver());
        this.cli = new Cli(stage.stage().folder().resolve("printed"), findings);
        this.second = new SecondStream(stage.stage(), cli, findings, comparison);
        this.disasters = new Disasters(
                stage.stage(),
                cli,
                findings,
                comparison,
                new ByDaemons(sender, receiver, causes, findings, then -> awaitApplied("kind = 'complete'", then)),
                second,
                new Random(random.nextLong()));
    }

    private Service service(String name, Path config) {
        return new Service(
                name,
                config,
                stage.stage().folder().resolve(name + ".printed"),
                stage.stage().guard(),
                findings);
    }

    void run() throws Exception {
        String own = comparison.receiversOwn();
        ApplicationMedia media = new ApplicationMedia(stage.stage().senderMedia());
        ReceiverReader reader =
                new ReceiverReader(stage.stage().receiver(), stage.stage().receiverMedia(), media, findings);
        try (sender;
                receiver;
                Repeated reading = reader.start();
                Repeated watching = new DepotWatch(stage.stage().depot(), findings).start(world)) {
            sender.start();
            receiver.start();
            live(media, reader);
            rest();
            awaitMails(stage.stage().senderWork());
            awaitMails(stage.stage().receiverWork());
            sender.end();
            receiver.end();
            cli.killAll();
            compareAtTheEnd(own);
            compareMails(sender, "sender");
            compareMails(receiver, "receiver");
        }
    }

    private void live(ApplicationMedia media, ReceiverReader reader) throws Exception {
        try (LiveApplication application = new LiveApplication(stage.stage().sender(), media, findings, 20_000)) {
            application.start(random.nextLong());
            receiver.await("the first shipment is applied", 0, MENDS_WITHIN, l -> l.contains("applied complete"));
            ShortFaults shortFaults = new ShortFaults(stage, sender, receiver, causes, findings, random);
            List<Fault> longFaults = new ArrayList<>();
            try (Repeated running = second.start(world, random.nextLong())) {
                for (int turn = 0; findings.elapsed().compareTo(length) < 0; turn++) {
                    if (turn % 2 == 0) {
                        awaitCalm();
                        world.still(() -> episode(application, reader));
                        tell();
                        continue;
                    }
                    for (int i = random.nextInt(6); i >= 0; i--) {
                        pause();
                        shortFaults.strike();
                    }
                    if (longFaults.isEmpty()) {
                        longFaults.addAll(new LongFaults(stage, sender, receiver, findings).all());
                        Collections.shuffle(longFaults, random);
                    }
                    awaitCalm();
                    cause(longFaults.remove(0));
                    tell();
                }
            }
            application.close();
            world.still(disasters::end);
        }
    }

    /** Every other time until a moment in which jobs run, which start with the minute. */
    private void pause() throws InterruptedException {
        if (random.nextBoolean()) {
            Thread.sleep(random.nextInt(2 * PAUSE_MILLIS));
        } else {
            Thread.sleep(MINUTE_MILLIS
                    - Math.floorMod(System.currentTimeMillis(), MINUTE_MILLIS)
                    + random.nextInt(PAUSE_MILLIS));
        }
    }

    private void tell() {
        Duration elapsed = findings.elapsed();
        System.out.printf(
                "%d:%02d of %d:%02d: %s%n",
                elapsed.toMinutes(), elapsed.toSecondsPart(), length.toMinutes(), length.toSecondsPart(), findings);
    }

    private void episode(LiveApplication application, ReceiverReader reader) throws Exception {
        Instant begin = Instant.now();
        disasters.episode(application, reader);
        causes.add("sender", begin, Duration.ofSeconds(1));
        causes.add("receiver", begin, Duration.ofSeconds(1));
    }

    /** A long fault, with what comes on top of it now and then. */
    private void cause(Fault fault) throws Exception {
        Service side = fault.ofSender() ? sender : receiver;
        int before = side.lines().size();
        Instant begin = Instant.now();
        boolean withoutMail = random.nextInt(3) == 0;
        if (withoutMail) {
            findings.count("long faults without a mail server");
            stage.mailbox().shut();
        }
        findings.event("begins: " + fault.what() + (withoutMail ? ", without a mail server" : ""));
        fault.begin().run();
        side.await("a job failed of: " + fault.what(), before, FAILS_WITHIN, l -> !Outcomes.failing(List.of(l))
                .isEmpty());
        switch (fault.outlivesRestarts() ? random.nextInt(5) : 5) {
            case 0 -> side.kill();
            case 1 -> side.restart();
            default -> Thread.sleep(random.nextInt(PAUSE_MILLIS));
        }
        boolean toTheEnd = withoutMail && random.nextBoolean();
        if (withoutMail && !toTheEnd) {
            stage.mailbox().reopen();
        }
        findings.event("is mended: " + fault.what());
        fault.mend().run();
        findings.count("long faults");
        findings.count("long fault, " + fault.what());
        awaitCalm();
        if (toTheEnd) {
            stage.mailbox().reopen();
        }
        causes.add("sender", begin, Duration.ofSeconds(1));
        causes.add("receiver", begin, Duration.ofSeconds(1));
    }

    /** Until no job of either side ended badly the last time. */
    private void awaitCalm() throws IOException, InterruptedException {
        for (Service service : List.of(sender, receiver)) {
            long until = System.nanoTime() + MENDS_WITHIN.toNanos();
            while (!Outcomes.failing(service.lines()).isEmpty()) {
                if (System.nanoTime() - until > 0) {
                    findings.violation("with nothing in its way still fails: " + Outcomes.failing(service.lines()));
                    return;
                }
                Thread.sleep(500);
            }
        }
    }

    private void rest() throws Exception {
        awaitCalm();
        // Behind a crash a sequence may stand before where a shipment saw it; nobody lowers the receiver's.
        stage.stage()
                .sender()
                .execute("SELECT setval(s, nextval(s) + 1000000) FROM (VALUES ('transfer_id_seq'::regclass),"
                        + " ('report_id_seq')) q (s)");
        schedule("complete-dump: \"*/2 * * * *\"", "complete-dump: never");
        Instant rest = Instant.now();
        findings.event("rest");
        stage.stage()
                .sender()
                .execute("UPDATE account SET version = version + 1, updated_at = clock_timestamp() WHERE id = 1");
        awaitApplied("kind IN ('partial', 'complete')", rest);
        comparison
                .differences(ApplicationSchema.IN_PARTIALS, false)
                .forEach(difference -> findings.violation("behind the last partial: " + difference));
        Instant last = Instant.now();
        schedule("complete-dump: never", "complete-dump: \"* * * * *\"");
        awaitApplied("kind = 'complete'", last);
    }

    private void schedule(String old, String other) throws IOException, InterruptedException {
        Path config = stage.stage().senderConfig();
        Files.writeString(config, Files.readString(config).replace(old, other));
        sender.reload();
    }

    /** Until the ledger has a shipment of such a kind whose snapshot is of then or later. */
    private void awaitApplied(String kind, Instant then) throws SQLException, InterruptedException {
        long until = System.nanoTime() + MENDS_WITHIN.toNanos();
        while (!isApplied(kind, then)) {
            if (System.nanoTime() - until > 0) {
                findings.violation("nothing of " + kind + " has been applied since the rest");
                return;
            }
            Thread.sleep(500);
        }
    }

    private boolean isApplied(String kind, Instant then) throws SQLException {
        try (Connection connection = stage.stage().receiver().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT FROM dbferry.ledger WHERE stream = 'soak' AND " + kind
                        + " AND source_time > '" + then + "'")) {
            return row.next();
        }
    }

    /** Until nothing fails, and all that is to be told has been. */
    private void awaitMails(Path work) throws IOException, InterruptedException {
        Path file = work.resolve("alarms.json");
        long until = System.nanoTime() + MENDS_WITHIN.toNanos();
        while (Files.exists(file) && !isSettled(new ObjectMapper().readTree(file.toFile()))) {
            if (System.nanoTime() - until > 0) {
                findings.violation("'" + file + "' still has " + Files.readString(file));
                return;
            }
            Thread.sleep(500);
        }
    }

    private static boolean isSettled(JsonNode alarms) {
        return alarms.get("incidents").isEmpty() && alarms.get("undelivered").isEmpty();
    }

    private void compareMails(Service service, String role) throws IOException {
        List<Instant> interruptions = new ArrayList<>(service.ends());
        interruptions.addAll(stage.mailbox().shutAt());
        MailAudit audit = new MailAudit(role, service.kills(), interruptions);
        audit.compare(service.lines(), stage.mailbox().mails()).forEach(findings::violation);
        findings.add(role + " incidents", audit.incidents());
        causes.unexplained(role, Outcomes.of(service.lines())).forEach(findings::violation);
    }

    private void compareAtTheEnd(String own) throws IOException, SQLException {
        Stage ground = stage.stage();
        List<String> differences = new ArrayList<>(comparison.differences(ApplicationSchema.ALL, true));
        differences.addAll(comparison.sequenceDifferences());
        differences.addAll(comparison.stages());
        differences.addAll(Comparison.mediaDifferences(ground.senderMedia(), ground.receiverMedia()));
        differences.addAll(Comparison.left(ground.receiverMedia(), ".dbferry-*"));
        differences.addAll(Comparison.left(ground.depot().resolve("incoming"), "*"));
        differences.addAll(Comparison.left(ground.senderWork().resolve("outbox"), "*"));
        differences.addAll(Comparison.left(ground.receiverWork().resolve("fetched"), "*"));
        if (!comparison.receiversOwn().equals(own)) {
            differences.add("the receiver's own was '" + own + "' and is '" + comparison.receiversOwn() + "'");
        }
        differences.forEach(difference -> findings.violation("in the end: " + difference));
        for (Service service : List.of(sender, receiver)) {
            service.lines().stream()
                    .filter(line -> line.contains("cannot continue") || line.contains("OutOfMemory"))
                    .forEach(line -> findings.violation("a bug: " + line));
        }
    }
}
