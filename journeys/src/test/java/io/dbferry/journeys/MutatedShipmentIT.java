package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.folder.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is changed in whichever file of a shipment, it is refused before anything of it is used. The signature is
 * left out here, as it covers the manifest alone: what a change of either does is in HostileDepotTest.
 */
@Timeout(120)
class MutatedShipmentIT {
    private static final int SAMPLES = 1500;

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("dbferry.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private TwoServers servers;
    private Depot depot;

    @BeforeEach
    void ship() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("media: [{folder: " + folder.resolve("sender/media") + ", named-by: [report.image]}]");
        servers.onSender("CREATE TABLE report (id int PRIMARY KEY, image text,"
                + " updated_at timestamptz NOT NULL DEFAULT now()); INSERT INTO report VALUES (1, '1.jpg')");
        Files.writeString(folder.resolve("sender/media/1.jpg"), "image");
        assertThat(servers.sender("dump", "complete").err()).isEmpty();
        Files.writeString(folder.resolve("sender/media/2.jpg"), "image two");
        servers.onSender("INSERT INTO report VALUES (2, '2.jpg')");
        assertThat(servers.sender("dump", "partial").err()).isEmpty();
        depot = new Depot(FolderStore.open(servers.depot()), "test");
    }

    @Test
    void everyChangeOfEveryFileIsRefused() throws Exception {
        for (Kind kind : Kind.values()) {
            Path shipment;
            try (Stream<Path> all = Files.list(servers.depot().resolve(kind.word()))) {
                shipment = all.findFirst().orElseThrow();
            }
            ShipmentName name =
                    ShipmentName.parse(kind, shipment.getFileName().toString()).orElseThrow();
            assertThatCode(() -> verify(name)).doesNotThrowAnyException();
            Files.writeString(shipment.resolve("added.json.zst"), "is nobody's");
            assertThatCode(() -> verify(name)).doesNotThrowAnyException();
            Files.delete(shipment.resolve("added.json.zst"));
            try (Stream<Path> files = Files.list(shipment)) {
                mutate(name, files.filter(f -> !f.endsWith("manifest.json")).toList());
            }
        }
    }

    private void mutate(ShipmentName name, List<Path> files) throws IOException {
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int sample = 0; sample < SAMPLES / files.size(); sample++) {
                Files.write(file, mutated(whole, sample % 8));
                assertRefused(name, file);
            }
            Files.delete(file);
            assertRefused(name, file);
            Files.write(file, whole);
        }
    }

    /** Mostly one bit changed; else cut, or longer. */
    private byte[] mutated(byte[] whole, int how) {
        if (how == 0) {
            return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
        if (how == 1) {
            return Arrays.copyOf(whole, whole.length + 1 + random.nextInt(20_000));
        }
        byte[] changed = whole.clone();
        changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private void assertRefused(ShipmentName name, Path file) {
        assertThatThrownBy(() -> verify(name))
                .as("seed %d: %s", seed, file)
                .isInstanceOfSatisfying(
                        DbferryException.class, e -> assertThat(e.failure()).isEqualTo(Failure.SHIPMENT_REFUSED))
                .hasMessageContaining("cannot load " + name + ": file '" + file.getFileName() + "' ");
    }

    private void verify(ShipmentName name) throws IOException {
        ShipmentReader.open(depot, name, "test", (manifest, signature) -> {}, Optional.empty(), folder.resolve("work"))
                .verify();
    }
}
