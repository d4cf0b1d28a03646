package io.dbferry.journeys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dbferry.testing.AgeKey;
import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SshKey;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shipments that are encrypted in the depot. */
class EncryptionIT {
    @TempDir
    private Path folder;

    private TwoServers servers;
    private AgeKey key;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        servers.onBoth("CREATE TABLE veiled_report (id serial PRIMARY KEY, veiled_image text,"
                + " updated_at timestamptz NOT NULL DEFAULT now())");
        servers.onSender("INSERT INTO veiled_report (veiled_image) VALUES ('veiled-1.jpg'), ('veiled-2.jpg')");
        media("veiled-1.jpg", "one");
        media("veiled-2.jpg", "two");
        key = AgeKey.make(folder);
        encrypt(key);
        decrypt(key);
    }

    @Test
    void encryptedShipmentsLeaveBothSidesEqualAndNoNameInTheDepot() throws Exception {
        assertThat(servers.sender("dump", "complete").err()).isEmpty();
        assertThat(servers.receiver("load").out())
                .isEqualTo("applied complete 000001: 2 rows inserted, 0 updated, 0 deleted, 2 media files\n");
        servers.onSender("INSERT INTO veiled_report (veiled_image) VALUES ('veiled-3.jpg')");
        media("veiled-3.jpg", "three");
        assertThat(servers.sender("dump", "partial").err()).isEmpty();
        assertThat(servers.receiver("load").out())
                .isEqualTo("applied partial 000002: 1 row inserted, 0 updated, 0 deleted, 1 media file\n");
        // A complete whose media have all travelled: the sender remembers, though it cannot read what it encrypted.
        assertThat(servers.sender("dump", "complete").out()).contains(": 3 rows of 1 table, 0 media files, ");
        assertThat(servers.receiver("load").exit()).isZero();

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(folder.resolve("receiver/media/veiled-1.jpg")).hasContent("one");
        assertThat(folder.resolve("receiver/media/veiled-3.jpg")).hasContent("three");
        assertThat(files(folder.resolve("receiver/work/fetched"))).isEmpty();
        assertNothingReadable("veiled");
        assertThat(files(servers.depot()).keySet().stream().map(name -> name.replaceFirst("/[^/]*/", "/*/")))
                .containsExactly(
                        "complete/*/0001.age", // database
                        "complete/*/0002.age", // media pack
                        "complete/*/0003.age", // media index
                        "complete/*/0004.age", // digests
                        "complete/*/manifest.json",
                        "complete/*/manifest.json.age",
                        "complete/*/0001.age",
                        "complete/*/0002.age",
                        "complete/*/0003.age",
                        "complete/*/manifest.json",
                        "complete/*/manifest.json.age",
                        "partial/*/0001.age",
                        "partial/*/0002.age",
                        "partial/*/manifest.json",
                        "partial/*/manifest.json.age",
                        "receipts/*/000001.json",
                        "receipts/*/000002.json",
                        "receipts/*/000003.json");
    }

    @Test
    void ageOpensEveryFileToWhatTheEncryptedManifestLists() throws Exception {
        servers.sender("dump", "complete");
        Path shipment = shipment("complete");
        key.decrypt(shipment.resolve("manifest.json.age"), folder.resolve("manifest"));
        JsonNode manifest = json(folder.resolve("manifest"));
        assertThat(manifest.at("/tables/0/name/name").asText()).isEqualTo("veiled_report");

        int number = 0;
        for (JsonNode file : manifest.get("files")) {
            number++;
            Path plain = folder.resolve("plain-" + number);
            key.decrypt(shipment.resolve("%04d.age".formatted(number)), plain);
            assertThat(Hashing.sha256(Files.readAllBytes(plain)))
                    .isEqualTo(file.get("sha256").asText());
        }
        assertThat(number).isEqualTo(4);
        JsonNode readable = json(shipment.resolve("manifest.json"));
        assertThat(readable.get("encrypted").asText()).isEqualTo("manifest.json.age");
        assertThat(readable.get("tables")).isEmpty();
        assertThat(readable.get("files")).hasSize(5);
        assertThat(servers.sender("status").out()).containsPattern("000001 +complete +\\S+ \\S+ +- +- ");
    }

    @Test
    void shipmentForOthersIsRefusedUntilTheIdentityFits() throws Exception {
        servers.sender("dump", "complete");
        AgeKey other = AgeKey.make(folder);
        decrypt(other);
        assertRefused(
                "it is encrypted for others than " + other.recipient(),
                "Name the right file with decrypt.identity-file; or add this recipient to encrypt.recipients on the"
                        + " sender, and run 'dump complete' there");
        receiver("");
        assertRefused(
                "it is encrypted, and this config has no identity",
                "Name the file with the age identity that it is encrypted for with decrypt.identity-file");
        assertThat(json(servers.depot().resolve("receipts/viz/000001.json"))
                        .get("state")
                        .asText())
                .isEqualTo("failed");

        decrypt(key);
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void alteredByteOfAnyFileIsRefusedByItsHash() throws Exception {
        servers.sender("dump", "complete");
        for (String name : List.of("manifest.json.age", "0001.age", "0002.age", "0003.age")) {
            Path file = shipment("complete").resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int place : new int[] {40, whole.length - 1}) {
                byte[] altered = whole.clone();
                altered[place] ^= 1;
                Files.write(file, altered);

                assertThat(servers.receiver("load").err())
                        .startsWith("cannot load complete 000001: file '" + name + "' differs from its hash\n");
            }
            Files.write(file, whole);
        }
        assertThat(servers.receiverRowsOf("veiled_report", "id")).isEmpty();
        assertThat(files(folder.resolve("receiver/work/fetched"))).isEmpty();
        assertNothingReadable("veiled");
    }

    @Test
    void receiptOfAFailureNamesNoTableAndTheLogTellsAll() throws Exception {
        servers.onReceiver("ALTER TABLE veiled_report DROP COLUMN veiled_image");
        servers.sender("dump", "complete");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err()).contains("veiled_image");
        assertThat(json(servers.depot().resolve("receipts/viz/000001.json"))
                        .get("message")
                        .asText())
                .isEqualTo("cannot load complete 000001: exit code 6; the receiver's log says why");
        assertNothingReadable("veiled");
    }

    @Test
    void shipmentThatWaitsIsDeliveredAsItWasEncrypted() throws Exception {
        SshKey ssh = SshKey.make(folder, "ed25519");
        try (OpenSshServer readOnly = OpenSshServer.startReadOnly(folder.resolve("sshd"), List.of(ssh.publicFile()))) {
            servers.senderConfig(
                    "sftp://" + System.getProperty("user.name") + "@127.0.0.1:" + readOnly.port() + servers.depot(),
                    encryption(key) + "\nssh: {private-key: " + ssh.privateFile() + ", known-hosts: "
                            + readOnly.knownHosts() + "}");
            assertThat(servers.sender("dump", "complete").exit()).isEqualTo(4);
        }
        Path waiting;
        try (Stream<Path> outbox = Files.list(folder.resolve("sender/work/outbox/complete"))) {
            waiting = outbox.findFirst().orElseThrow();
        }
        byte[] database = Files.readAllBytes(waiting.resolve("0001.age"));
        assertThat(waiting.resolve("database.sql.zst")).doesNotExist();
        encrypt(key);

        assertThat(servers.sender("dump", "complete").out())
                .startsWith("shipped complete 000001, which had waited for the depot\nshipped complete 000002: ")
                .contains(", 0 media files, ");
        assertThat(servers.depot().resolve("complete/" + waiting.getFileName() + "/0001.age"))
                .hasBinaryContent(database);
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(folder.resolve("receiver/media/veiled-1.jpg")).hasContent("one");
    }

    @Test
    void plainShipmentIsTakenByAReceiverThatCouldDecrypt() throws Exception {
        servers.senderConfig("");
        servers.sender("dump", "complete");

        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void whatAKilledLoadHadDecryptedIsDeletedByTheNext() throws Exception {
        Path left = folder.resolve("receiver/work/fetched/20260101T000000Z-000001/plain/database.sql.zst");
        Files.createDirectories(left.getParent());
        Files.writeString(left, "rows");
        servers.sender("dump", "complete");

        servers.receiver("load");

        assertThat(left).doesNotExist();
    }

    @Test
    void checkTellsOnBothSidesForWhomItIs() throws Exception {
        assertThat(servers.sender("check").out())
                .contains("ok    encrypt      shipments are encrypted for " + key.recipient() + "\n");
        assertThat(servers.receiver("check").out())
                .contains("ok    decrypt      " + key.file() + " decrypts what is encrypted for " + key.recipient()
                        + "\n");
        Files.writeString(key.file(), "AGE-SECRET-KEY-1NONSENSE");
        assertThat(servers.receiver("check").out())
                .contains("fail  decrypt      cannot use identity file '" + key.file()
                        + "': line 1 is not an age identity\n");
        assertThat(servers.receiver("load").exit()).isEqualTo(2);
    }

    private void assertRefused(String cause, String hint) {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).isEqualTo("cannot load complete 000001: " + cause + "\nHINT: " + hint + "\n");
        assertThat(load.exit()).isEqualTo(5);
    }

    private void assertNothingReadable(String name) throws IOException {
        files(servers.depot()).forEach((path, content) -> {
            assertThat(path).doesNotContain(name);
            assertThat(new String(content, ISO_8859_1)).as(path).doesNotContain(name);
        });
    }

    /** All files below a folder by their paths; none where there is no folder. */
    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    files.put(root.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private Path shipment(String kind) throws IOException {
        try (Stream<Path> shipments = Files.list(servers.depot().resolve(kind))) {
            return shipments.findFirst().orElseThrow();
        }
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private void media(String name, String content) throws IOException {
        Files.writeString(folder.resolve("sender/media").resolve(name), content);
    }

    private String encryption(AgeKey to) {
        return "media: [{folder: " + folder.resolve("sender/media") + ", named-by: [veiled_report.veiled_image]}]\n"
                + "encrypt: {recipients: [" + to.recipient() + "]}";
    }

    private void encrypt(AgeKey to) throws IOException {
        servers.senderConfig(encryption(to));
    }

    private void decrypt(AgeKey with) throws IOException {
        receiver("decrypt: {identity-file: " + with.file() + "}");
    }

    private void receiver(String more) throws IOException {
        servers.receiverConfig("media: [{folder: " + folder.resolve("receiver/media") + "}]\n" + more);
    }
}
