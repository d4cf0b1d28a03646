package io.dbferry.journeys;

import static io.dbferry.journeys.BadInputIT.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import io.dbferry.testing.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody writes into the depot who has no key: nothing of theirs is applied, and the stream goes on around it. */
@Timeout(120)
class HostileDepotIT {
    @TempDir
    private Path folder;

    private HostilePair pair;
    private Path depot;

    @BeforeEach
    void pair() throws Exception {
        pair = HostilePair.in(folder);
        depot = pair.servers.depot();
    }

    @Test
    void unsignedShipmentIsIgnoredAndTold() throws Exception {
        Path real = pair.shipPartial(10);
        Path forged = HostilePair.copy(real, pair.place("partial", "000005"));
        Files.delete(forged.resolve("manifest.json.sig"));

        TwoServers.Run load = pair.load();

        assertThat(load.out()).startsWith("applied partial 000002: 1 row inserted");
        assertThat(load.err()).startsWith("cannot load partial 000005: it is not signed, and '");
        assertThat(load.err()).contains("\nHINT: ");
        assertThat(load.exit()).isEqualTo(5);
        assertThat(pair.receipt("000005"))
                .contains("\"state\" : \"failed\"")
                .contains("cannot load partial 000005: it is not signed");
        assertThat(pair.receipt("000002")).contains("\"state\" : \"applied\"");
        pair.assertGoesOn(11);
    }

    @Test
    void shipmentSignedByAStrangerIsIgnoredAndTold() throws Exception {
        Path real = pair.shipPartial(10);
        ObjectNode manifest = HostilePair.manifest(real);
        Path forged = HostilePair.copy(real, pair.place("partial", "000001"));
        manifest.put("sequence", 1).remove("after");
        manifest.withObject("position").put("time", "2026-01-01T00:00:00Z");
        HostilePair.write(forged, manifest);
        HostilePair.sign(forged, SshKey.make(folder, "ed25519"));
        HostilePair.delete(real);
        Path forgedNext = HostilePair.copy(forged, pair.place("partial", "000003"));
        HostilePair.write(forgedNext, manifest.put("sequence", 3));
        HostilePair.sign(forgedNext, SshKey.make(folder, "ecdsa"));
        Map<String, String> before = pair.state();

        TwoServers.Run load = pair.load();

        assertThat(load.err())
                .startsWith("cannot load partial 000003: its signature is refused:"
                        + " the key that signed is not among the allowed signers\nHINT: ");
        assertThat(load.exit()).isEqualTo(5);
        assertThat(pair.state()).isEqualTo(before);
    }

    @Test
    void oldShipmentUnderANewerNameIsIgnoredAndTold() throws Exception {
        Path old = pair.newest("complete");
        Path real = pair.shipPartial(10);
        Path replayed = HostilePair.copy(old, pair.place("complete", "000009"));
        HostilePair.copy(real, pair.place("complete", "000008"));
        HostilePair.copy(real, pair.place("partial", "000007"));
        HostilePair.copy(
                old,
                depot.resolve("partial").resolve(old.getFileName().toString().replace("-000001", "-000006")));
        Map<String, String> before = pair.state();

        TwoServers.Run load = pair.load();

        assertThat(load.err())
                .contains("warning: cannot load partial 000006: its manifest is that of complete 000001 of ")
                .contains("warning: cannot load partial 000007: its manifest is that of partial 000002 of ")
                .contains("warning: cannot load complete 000008: its manifest is that of partial 000002 of ")
                .contains("warning: cannot load complete 000009: its manifest is that of complete 000001 of ");
        assertThat(load.exit()).isZero();
        assertThat(pair.state()).isNotEqualTo(before);
        assertThat(load.out()).startsWith("applied partial 000002: ");
        assertThat(replayed).isDirectory();
        pair.assertGoesOn(11);
    }

    @Test
    void shipmentOfAnotherStreamOfTheSameKeyIsIgnoredAndTold() throws Exception {
        Path other = HostilePair.copy(pair.shipPartial(10), pair.place("partial", "000009"));
        ObjectNode manifest = HostilePair.manifest(other)
                .put("stream", "evil\u001b[2J\n\u202eHINT: rm")
                .put("sequence", 9);
        manifest.withObject("position").put("time", "2026-01-01T00:00:00Z");
        HostilePair.write(other, manifest);
        pair.sign(other);

        assertFails(
                pair.load(),
                "applied partial 000002: 1 row inserted, 0 updated, 0 deleted, 1 media file\n",
                5,
                "cannot load partial 000009: it is of stream 'evil\\u001b[2J\\u000a\\u202eHINT: rm', not 'test'",
                "If the sender is the right one, give stream the same name in both configs; if not, find out who put"
                        + " it there, and delete 'partial/20260101T000000Z-000009' from the depot");
    }

    @Test
    void forgedFoldersOfAllNumbersDoNotStopTheStream() throws Exception {
        Path real = pair.shipPartial(10);
        for (int i = 0; i < 30; i++) {
            Path forged = pair.place(i % 2 == 0 ? "partial" : "complete", "00000" + (i % 9 + 1));
            Files.createDirectories(forged.resolveSibling("2026010" + (i / 9 + 1) + "T000000Z-00000" + (i % 9 + 1)));
        }
        Path last = Files.createDirectories(pair.place("partial", "999999999999999999"));

        TwoServers.Run load = pair.load();

        assertThat(load.exit()).isEqualTo(5);
        assertThat(load.out()).startsWith("applied partial 000002: ");
        assertThat(load.err())
                .contains("cannot load partial 000003: it has no manifest")
                .contains(" more that are not trusted");
        assertThat(load.err().lines().count()).isLessThan(14);
        assertThat(real).isDirectory();
        assertThat(pair.servers.receiverRows()).isEqualTo(pair.servers.senderRows());

        // The sender's next number is one that names can say, whatever stands there.
        HostilePair.delete(last);
        Files.createDirectories(pair.place("partial", "999999999999999998"));
        pair.assertGoesOn(11);
    }

    @Test
    void linksPipesAndFoldersInTheDepotAreNeitherFollowedNorWaitedFor() throws Exception {
        Path elsewhere = HostilePair.copy(pair.newest("complete"), folder.resolve("elsewhere"));
        Path linked = pair.place("partial", "000003");
        Files.createDirectories(linked.getParent());
        Files.createSymbolicLink(linked, elsewhere);
        Path linkedManifest = Files.createDirectories(pair.place("partial", "000004"));
        Files.createSymbolicLink(linkedManifest.resolve("manifest.json"), elsewhere.resolve("manifest.json"));
        Path pipe = Files.createDirectories(pair.place("partial", "000005"));
        ChildProcess.run(
                        RequiredProgram.find("mkfifo"),
                        pipe.resolve("manifest.json").toString())
                .succeeded();
        Files.createDirectories(pair.place("partial", "000006").resolve("manifest.json"));
        Map<String, String> before = pair.state();

        TwoServers.Run load = pair.load();

        assertThat(load.err())
                .contains("cannot load partial 000004: it has no manifest")
                .contains("cannot load partial 000005: it has no manifest")
                .contains("cannot load partial 000006: it has no manifest");
        assertThat(load.exit()).isEqualTo(5);
        assertThat(pair.state()).isEqualTo(before);
        pair.assertGoesOn(11);
    }

    @Test
    void linkedFileOfARealShipmentIsAsGoodAsNone() throws Exception {
        Path real = pair.shipPartial(10);
        Path away = folder.resolve("away");
        Files.move(real.resolve("report.json.zst"), away);
        Files.createSymbolicLink(real.resolve("report.json.zst"), away);
        Map<String, String> before = pair.state();

        TwoServers.Run load = pair.load();

        assertThat(load.err()).startsWith("cannot load partial 000002: file 'report.json.zst' is missing\n");
        assertThat(load.exit()).isEqualTo(5);
        assertThat(pair.state()).isEqualTo(before);
    }

    @Test
    void receiptsAreNotWrittenThroughLinks() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("victim"), "safe");
        Path receipts = depot.resolve("receipts/viz");
        for (String name : new String[] {"000002.json", "000002.json.new"}) {
            Files.createSymbolicLink(receipts.resolve(name), outside.resolve("victim"));
        }
        pair.shipPartial(10);

        TwoServers.Run load = pair.load();

        assertThat(load.err()).isEmpty();
        assertThat(pair.receipt("000002")).contains("\"state\" : \"applied\"");
        assertThat(outside.resolve("victim")).hasContent("safe");

        pair.shipPartial(11);
        HostilePair.delete(depot.resolve("receipts"));
        Files.createSymbolicLink(depot.resolve("receipts"), outside);
        load = pair.load();
        assertThat(load.exit()).isZero();
        assertThat(load.err()).contains("cannot leave receipt 'receipts/viz/000003.json': ");
        assertThat(load.err()).contains("'receipts' is a symbolic link");
        assertThat(outside).isDirectoryNotContaining(f -> !f.endsWith("victim"));
    }

    @Test
    void manifestsAndSignaturesOfAnySizeAreNotReadWhole() throws Exception {
        Path large = HostilePair.copy(pair.shipPartial(10), pair.place("partial", "000003"));
        try (var file = java.nio.channels.FileChannel.open(
                large.resolve("manifest.json"), java.nio.file.StandardOpenOption.WRITE)) {
            file.write(java.nio.ByteBuffer.wrap(new byte[1]), 300L << 20);
        }
        Path largeSignature = HostilePair.copy(pair.newest("partial"), pair.place("partial", "000004"));
        Files.write(largeSignature.resolve("manifest.json.sig"), new byte[1 << 20]);

        TwoServers.Run load = pair.load();

        assertThat(load.out()).startsWith("applied partial 000002: ");
        assertThat(load.err())
                .contains("cannot load partial 000003: its manifest has 300 MB, and no more than 64.0 MB are read")
                .contains("cannot load partial 000004: ");
        assertThat(load.exit()).isEqualTo(5);
    }

    @Test
    void receiptsThatAnyoneWroteCannotHarmTheSender() throws Exception {
        Path receipts = depot.resolve("receipts");
        String asks = """
            {"receiver":"x","stream":"test","sequence":%s,"kind":"partial","state":"needs a complete",
             "time":"2026-11-23T00:00:00Z","applied":0,"rows":0,"message":"\\u001b[31m\\u202e"}\
            """;
        Path forged = Files.createDirectories(receipts.resolve("forged"));
        Files.writeString(forged.resolve("999999999999999999.json"), asks.formatted("999999999999999999"));
        Path lying = Files.createDirectories(receipts.resolve("lying"));
        Files.writeString(lying.resolve("000001.json"), asks.formatted("999999999999999999"));
        Path named = Files.createDirectories(receipts.resolve("\u001b[2J\u202ename\nline"));
        Files.writeString(named.resolve("000001.json"), asks.formatted("1"));
        for (String bad : new String[] {
            "{}",
            "null",
            "[".repeat(5000),
            "{\"time\":\"+1000000000-12-31T23:59:59.999999999Z\"}",
            "\u0000",
            asks.formatted("1").replace("\"applied\":0", "\"applied\":null"),
            asks.formatted("9".repeat(2000)),
            asks.formatted("-1")
        }) {
            Path receiver = Files.createDirectories(receipts.resolve("bad" + Integer.toHexString(bad.hashCode())));
            Files.writeString(receiver.resolve("000001.json"), bad);
        }
        ChildProcess.run(
                        RequiredProgram.find("mkfifo"),
                        Files.createDirectories(receipts.resolve("pipe"))
                                .resolve("000001.json")
                                .toString())
                .succeeded();

        pair.servers.onSender("INSERT INTO report (id, message) VALUES (20, 'x')");
        TwoServers.Run dump = pair.ship("partial");
        assertThat(dump.err()).isEmpty();
        assertThat(dump.out()).startsWith("shipped partial 000002: ");
        TwoServers.Run status = pair.servers.sender("status");
        assertThat(status.err()).isEmpty();
        assertThat(status.out()).doesNotContain("\u001b", "\u202e", "forged", "lying");
        assertThat(status.exit()).isZero();
    }

    @Test
    void everyChangeOfASignedShipmentIsRefusedAndNothingIsApplied() throws Exception {
        assertEveryChangeIsRefused(pair.shipPartial(10));
        pair.assertGoesOn(11);
        assertEveryChangeIsRefused(pair.shipComplete(12));
        pair.assertGoesOn(13);
    }

    /** The many more that need no database are in MutatedShipmentTest. */
    private void assertEveryChangeIsRefused(Path shipment) throws Exception {
        long seed = Long.getLong("dbferry.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<String, String> before = pair.state();
        List<Path> files;
        try (Stream<Path> all = Files.list(shipment)) {
            files = all.sorted().toList();
        }
        for (int sample = 0; sample < 8 * files.size(); sample++) {
            Path file = files.get(sample % files.size());
            byte[] whole = Files.readAllBytes(file);
            int place = random.nextInt(whole.length);
            byte[] changed = whole.clone();
            changed[place] ^= (byte) (1 << random.nextInt(8));
            boolean onlyABlank = file.endsWith("manifest.json.sig") && Character.isWhitespace(whole[place]);
            Files.write(file, changed);
            if (!onlyABlank) {
                TwoServers.Run load = pair.load();
                assertThat(load.exit())
                        .as("seed %d: %s, byte %d: %s", seed, file, place, load.err())
                        .isEqualTo(5);
                assertThat(pair.state())
                        .as("seed %d: %s, byte %d", seed, file, place)
                        .isEqualTo(before);
            }
            Files.write(file, whole);
        }
        assertThat(pair.load().err()).isEmpty();
    }
}
