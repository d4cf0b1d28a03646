package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dbferry.testing.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody writes into the depot who has no key: the sender's numbers and dumps are its own. */
@Timeout(120)
class HostileNumbersIT {
    @TempDir
    private Path folder;

    private HostilePair pair;

    @BeforeEach
    void pair() throws Exception {
        pair = HostilePair.in(folder);
    }

    @Test
    void foldersThatTheKeyDidNotSignNeitherStopDumpsNorRaiseNumbers() throws Exception {
        ObjectNode manifest = HostilePair.manifest(pair.newest("complete"));
        manifest.withObject("position").put("time", "2026-01-01T00:00:00Z");
        manifest.put("streamId", "8d2d5d3c-0000-0000-0000-000000000000");
        Path unsigned = Files.createDirectories(pair.place("complete", "000050"));
        HostilePair.write(unsigned, manifest.put("sequence", 50));
        Path stranger = Files.createDirectories(pair.place("complete", "000060"));
        HostilePair.write(stranger, manifest.put("sequence", 60));
        HostilePair.sign(stranger, SshKey.make(folder, "ed25519"));
        Files.createDirectories(pair.place("partial", "1000000000000"));
        Files.createDirectories(pair.place("partial", "999999999999999999"));

        pair.servers.onSender("INSERT INTO report (id, message) VALUES (20, 'x')");
        TwoServers.Run dump = pair.ship("partial");

        assertThat(dump.exit()).isZero();
        assertThat(dump.out()).startsWith("shipped partial 000002: ");
        assertThat(dump.err())
                .isEqualTo("warning: ignored 4 shipments in depot '" + pair.servers.depot()
                        + "' that this sender did not sign, such as 'complete/20260101T000000Z-000050': find out who"
                        + " wrote there\n");
        pair.load();
        assertThat(pair.servers.receiverRows()).isEqualTo(pair.servers.senderRows());
    }

    @Test
    void numberThatAForeignFolderHasIsPassedOver() throws Exception {
        Files.createDirectories(pair.place("partial", "000002"));
        Files.createDirectories(pair.place("complete", "000003"));

        pair.servers.onSender("INSERT INTO report (id, message) VALUES (20, 'x')");
        assertThat(pair.ship("partial").out()).startsWith("shipped partial 000004: ");
        pair.servers.onSender("INSERT INTO report (id, message) VALUES (21, 'x')");
        TwoServers.Run next = pair.ship("partial");
        assertThat(next.out()).startsWith("shipped partial 000005: ");
        assertThat(next.err())
                .isEqualTo("warning: ignored one shipment in depot '" + pair.servers.depot()
                        + "' that this sender did not sign, such as 'complete/20260101T000000Z-000003': find out who"
                        + " wrote there\n");
    }

    @Test
    void lostWorkFolderGoesOnBehindWhatItsKeySigned() throws Exception {
        Files.createDirectories(pair.place("partial", "1000000000000"));
        HostilePair.delete(folder.resolve("sender/work"));

        pair.servers.onSender("INSERT INTO report (id, message) VALUES (20, 'x')");
        assertThat(pair.ship("partial").out())
                .startsWith(
                        "a complete instead of a partial: the work folder is new, and the depot has complete 000001\n"
                                + "shipped complete 000002: ");
    }

    @Test
    void receiptRaisesNumbersNoFurtherThanAStreamCanHaveCome() throws Exception {
        Path receipts = Files.createDirectories(pair.servers.depot().resolve("receipts/forged"));
        Files.writeString(receipts.resolve("000001.json"), receipt(1, "needs a complete", 900_000_000_000L));

        pair.servers.onSender("INSERT INTO report (id, message) VALUES (20, 'x')");
        assertThat(pair.ship("partial").out())
                .startsWith("a complete instead of a partial: receiver 'forged' asks for one\n"
                        + "shipped complete 000002: ");

        // The most that a hostile receipt causes: a complete in each complete interval.
        for (int i = 3; i < 6; i++) {
            Files.writeString(receipts.resolve("00000" + i + ".json"), receipt(i - 1, "needs a complete", 7));
            Files.move(receipts.resolve("00000" + i + ".json"), receipts.resolve("00000" + (i - 1) + ".json"));
            pair.servers.onSender("UPDATE report SET message = 'y" + i + "', updated_at = now() WHERE id = 20");
            assertThat(pair.ship("partial").out())
                    .contains("no complete instead of a partial yet: receiver 'forged' asks for one")
                    .contains("shipped partial 0000");
        }
        pair.load();
        assertThat(pair.servers.receiverRows()).isEqualTo(pair.servers.senderRows());
    }

    @Test
    void foreignFolderUnderTheNameOfAWaitingShipmentIsReplaced() throws Exception {
        Path real = pair.shipRow("partial", 20);
        Path outbox = folder.resolve("sender/work/outbox/partial").resolve(real.getFileName());
        HostilePair.copy(real, outbox);
        Files.writeString(real.resolve("manifest.json"), "{}");

        assertThat(pair.ship("partial").exit()).isZero();

        try (Stream<Path> files = Files.list(real)) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("manifest.json", "manifest.json.sig");
        }
        assertThat(HostilePair.manifest(real).get("sequence").asInt()).isEqualTo(2);
        assertThat(pair.load().exit()).isZero();
        assertThat(pair.servers.receiverRows()).isEqualTo(pair.servers.senderRows());
    }

    @Test
    void requestAmongThousandsOfReceiptFoldersIsHeardAndFewAreRead() throws Exception {
        Path receipts = Files.createDirectories(pair.servers.depot().resolve("receipts"));
        FileTime old = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        for (int i = 0; i < 300; i++) {
            Path forged = Files.createDirectories(receipts.resolve("r" + i));
            Files.writeString(forged.resolve("000001.json"), receipt(1, "applied", 1));
            Files.setLastModifiedTime(forged, old);
        }
        Path asking = Files.createDirectories(receipts.resolve("asking"));
        Files.writeString(asking.resolve("000001.json"), receipt(1, "needs a complete", 0));

        pair.servers.onSender("INSERT INTO report (id, message) VALUES (20, 'x')");

        assertThat(pair.ship("partial").out())
                .startsWith("a complete instead of a partial: receiver 'asking' asks for one\n");
        assertThat(Files.readString(folder.resolve("sender/work/receipts-seen.json"))
                        .split("Z\""))
                .as("receivers that were listened to")
                .hasSizeLessThan(15);
    }

    private static String receipt(long sequence, String state, long applied) {
        return """
            {"receiver":"forged","stream":"test","sequence":%d,"kind":"partial","state":"%s",
             "time":"2026-11-23T00:00:00Z","applied":%d,"rows":0,"message":"x"}""".formatted(sequence, state, applied);
    }
}
