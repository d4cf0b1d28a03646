package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Session;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.Load;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.sender.Dump;
import io.dbferry.sender.DumpListener;
import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.folder.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The depot breaks at the operations of a run, one after the other: the next run mends it. */
class FaultEveryStepIT {
    private static final int STRIDE = Integer.getInteger("steps.stride", 5);

    @TempDir
    private Path folder;

    private TwoServers servers;
    private int change;
    private boolean renames = true;

    /** A run with a depot that breaks; whether it ended well in spite of it. */
    private interface Run {
        boolean on(Depot depot) throws IOException;
    }

    @BeforeEach
    void twoTablesAndMedia() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("""
                partial: {minutes: 10}
                media:
                  - {folder: %s, named-by: [report.image]}
                """.formatted(folder.resolve("sender/media")));
        servers.receiverConfig("media:\n  - folder: " + folder.resolve("receiver/media"));
        servers.onBoth("CREATE TABLE bus (id int PRIMARY KEY, n int, updated_at timestamptz NOT NULL);"
                + " CREATE TABLE report (id serial PRIMARY KEY, bus int REFERENCES bus, image text,"
                + " updated_at timestamptz NOT NULL)");
        servers.onSender("INSERT INTO bus SELECT i, 0, clock_timestamp() FROM generate_series(1, 10) i");
        change();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenCompletesAreMended(boolean depotRenames) throws Exception {
        renames = depotRenames;
        ship(Kind.COMPLETE);
        breakAtEachStep(Kind.COMPLETE, depot -> dump(depot, Kind.COMPLETE), this::assertMendedByTheNextDump);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenPartialsAreMended(boolean depotRenames) throws Exception {
        renames = depotRenames;
        ship(Kind.COMPLETE);
        breakAtEachStep(Kind.PARTIAL, depot -> dump(depot, Kind.PARTIAL), this::assertMendedByTheNextDump);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenLoadsAreMended(boolean depotRenames) throws Exception {
        renames = depotRenames;
        ship(Kind.COMPLETE);
        for (Kind kind : Kind.values()) {
            breakAtEachStep(
                    kind,
                    depot -> {
                        assertThat(dump(whole(), kind)).isTrue();
                        return load(depot);
                    },
                    k -> assertMendedByTheNextLoad());
        }
    }

    private interface Mended {
        void by(Kind kind) throws Exception;
    }

    /**
     * Until a run comes to its end before the depot breaks. Where a depot renames there are many steps: each third is
     * broken, unless {@code steps.stride} says otherwise.
     */
    private void breakAtEachStep(Kind kind, Run run, Mended mended) throws Exception {
        int stride = renames ? STRIDE : 1;
        int first = 1 + new Random().nextInt(stride);
        System.out.println("breaks one of " + stride + " steps, from step " + first);
        int faults = 0;
        for (int operation = first; ; operation += stride) {
            change();
            boolean[] struck = {false};
            try (Depot depot = depot(FaultyStore.breakingAt(operation, renames, store(), () -> struck[0] = true))) {
                boolean whole = run.on(depot);
                assertThat(whole || struck[0]).as("operation %d", operation).isTrue();
            }
            assertNothingHalf();
            mended.by(kind);
            if (!struck[0]) {
                break;
            }
            faults++;
        }
        assertThat(faults).isGreaterThan(renames ? 8 / STRIDE : 1);
    }

    private void change() throws Exception {
        change++;
        String image = "image-" + change % 7 + ".jpeg";
        byte[] content = new byte[2000];
        new Random(change).nextBytes(content);
        Files.write(folder.resolve("sender/media").resolve(image), content);
        servers.onSender("UPDATE bus SET n = n + 1, updated_at = clock_timestamp() WHERE id % 3 = " + change % 3 + ";"
                + " INSERT INTO report (bus, image, updated_at) VALUES (" + (1 + change % 10) + ", '" + image
                + "', clock_timestamp())");
    }

    private Store store() throws IOException {
        return FolderStore.open(servers.depot());
    }

    /** One that does not break. */
    private Depot whole() throws IOException {
        return depot(FaultyStore.breakingAt(Integer.MAX_VALUE, renames, store(), () -> {}));
    }

    private static Depot depot(Store store) {
        return new Depot(store, "test");
    }

    private Components wiring() {
        return new Components(Map.of(), folder, Clock.systemUTC(), warning -> {}, new Session());
    }

    private boolean dump(Depot depot, Kind kind) throws IOException {
        SenderConfig config = wiring().sender(folder.resolve("sender.yaml"));
        try {
            new Dump(
                            config,
                            wiring().database(config, "dump"),
                            depot,
                            ManifestSigner.NONE,
                            Progress.SILENT,
                            DumpListener.SILENT,
                            Clock.systemUTC())
                    .run(kind);
            return true;
        } catch (IOException e) {
            return false;
        } catch (DbferryException e) {
            assertThat(e).extracting(DbferryException::failure).as("%s", e).isEqualTo(Failure.DEPOT);
            return false;
        }
    }

    private boolean load(Depot depot) throws IOException {
        ReceiverConfig config = wiring().receiver(folder.resolve("receiver.yaml"));
        Load load = new Load(
                config,
                wiring().database(config, "load"),
                depot,
                wiring().trust(config.trust(), config.stream()),
                io.dbferry.receiver.AfterLoad.NOTHING,
                Progress.SILENT,
                Clock.systemUTC(),
                warning -> {});
        try {
            load.run(Optional.empty());
            return true;
        } catch (IOException e) {
            return false;
        } catch (DbferryException e) {
            assertThat(e).extracting(DbferryException::failure).as("%s", e).isEqualTo(Failure.DEPOT);
            return false;
        }
    }

    private void ship(Kind kind) throws IOException {
        assertThat(dump(whole(), kind)).isTrue();
        assertThat(load(whole())).isTrue();
    }

    private void assertMendedByTheNextDump(Kind kind) throws Exception {
        ship(kind);
        assertEqual();
        assertThat(files(folder.resolve("sender/work/outbox"))).isEmpty();
        assertThat(files(servers.depot().resolve("incoming"))).isEmpty();
        for (Kind each : Kind.values()) {
            try (Stream<Path> shipments =
                    Files.list(Files.createDirectories(servers.depot().resolve(each.word())))) {
                assertThat(shipments).allSatisfy(shipment -> assertThat(shipment.resolve("manifest.json"))
                        .exists());
            }
        }
    }

    private void assertMendedByTheNextLoad() throws Exception {
        assertThat(load(whole())).isTrue();
        assertEqual();
        assertThat(files(folder.resolve("receiver/work/fetched"))).isEmpty();
    }

    private void assertEqual() throws Exception {
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(media("receiver")).isEqualTo(media("sender"));
    }

    private Map<String, String> media(String side) throws Exception {
        Map<String, String> content = new TreeMap<>();
        for (Path file : files(folder.resolve(side).resolve("media"))) {
            content.put(file.getFileName().toString(), io.dbferry.text.Hashing.sha256(Files.readAllBytes(file)));
        }
        return content;
    }

    private void assertNothingHalf() throws Exception {
        Depot depot = whole();
        for (ShipmentName shipment : depot.shipments()) {
            ShipmentReader.open(depot, shipment, "test", (signed, signature) -> {}, Optional.empty(), folder)
                    .verify();
        }
    }

    private static List<Path> files(Path of) throws Exception {
        if (!Files.isDirectory(of)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(of)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
