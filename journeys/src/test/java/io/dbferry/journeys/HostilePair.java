package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dbferry.stream.signature.SshSigner;
import io.dbferry.testing.SshKey;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A sender that signs, a receiver that trusts its key alone, and somebody with hands in the depot between them. */
final class HostilePair {
    private static final ObjectMapper JSON = new ObjectMapper();

    final TwoServers servers;
    final Path folder;
    private final SshKey key;

    private HostilePair(TwoServers servers, SshKey key) {
        this.servers = servers;
        this.folder = servers.folder();
        this.key = key;
    }

    /** Tables {@code report} and {@code kind} on both sides, a media folder, one complete and one image applied. */
    static HostilePair in(Path folder) throws Exception {
        TwoServers servers = TwoServers.in(folder.toRealPath(), 15, 18);
        HostilePair pair = new HostilePair(servers, SshKey.make(folder.toRealPath(), "ed25519"));
        servers.senderConfig("ssh: {private-key: " + pair.key.privateFile() + "}\n" + "media: [{folder: "
                + pair.folder.resolve("sender/media") + ", named-by: [report.image]}]");
        pair.receiver("");
        servers.onBoth("""
            CREATE TABLE report (id int PRIMARY KEY, message text, image text,
                updated_at timestamptz NOT NULL DEFAULT now());
            CREATE TABLE kind (id int PRIMARY KEY, name text);\
            """);
        servers.onReceiver("CREATE TABLE own (id int PRIMARY KEY, secret text); INSERT INTO own VALUES (1, 'mine');"
                + " CREATE VIEW seen AS SELECT id, secret FROM own");
        servers.onSender(
                "INSERT INTO report (id, message) VALUES (1, 'a'), (2, 'b'); INSERT INTO kind VALUES (1, 'k')");
        Files.writeString(pair.folder.resolve("sender/media/one.jpg"), "image one");
        assertThat(pair.ship("complete").err()).isEmpty();
        assertThat(pair.load().err()).isEmpty();
        return pair;
    }

    /** A receiver's config with these lines added, that trusts the sender's key. */
    void receiver(String more) throws IOException {
        Path signers = folder.resolve("allowed_signers");
        Files.writeString(signers, "test namespaces=\"dbferry\" " + key.publicLine() + "\n");
        trust("{allowed-signers: " + signers + "}", more);
    }

    void receiverThatTrustsAnyone() throws IOException {
        trust("{unsigned: accept}", "");
    }

    private void trust(String trust, String more) throws IOException {
        servers.receiverConfig(
                "on-trouble: stop\nmedia: [{folder: " + folder.resolve("receiver/media") + "}]\n" + more);
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(config, Files.readString(config).replace("trust: {unsigned: accept}", "trust: " + trust));
    }

    TwoServers.Run ship(String kind) {
        return servers.sender("dump", kind);
    }

    TwoServers.Run load() {
        return servers.receiver("load");
    }

    /** A new row with an image, and the partial that carries both. */
    Path shipPartial(int id) throws Exception {
        Files.writeString(folder.resolve("sender/media/" + id + ".jpg"), "image " + id);
        servers.onSender("INSERT INTO report (id, message, image) VALUES (" + id + ", 'new', '" + id + ".jpg')");
        assertThat(ship("partial").out()).startsWith("shipped partial");
        return newest("partial");
    }

    /** A new row, and the shipment that carries it without media. */
    Path shipRow(String kind, int id) throws Exception {
        servers.onSender("INSERT INTO report (id, message) VALUES (" + id + ", 'new')");
        assertThat(ship(kind).out()).startsWith("shipped " + kind);
        return newest(kind);
    }

    /** A changed row, and the complete that carries it. */
    Path shipComplete(int id) throws Exception {
        Files.writeString(folder.resolve("sender/media/" + id + ".jpg"), "image " + id);
        servers.onSender("INSERT INTO report (id, message) VALUES (" + id + ", 'new')");
        assertThat(ship("complete").out()).startsWith("shipped complete");
        return newest("complete");
    }

    Path newest(String kind) throws IOException {
        try (Stream<Path> all = Files.list(servers.depot().resolve(kind))) {
            return all.max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    /** What must not change by a refused shipment: all tables but none of ours' times, and all media. */
    Map<String, String> state() throws Exception {
        Map<String, String> state = new TreeMap<>();
        try (Connection receiver = servers.connectReceiver();
                Statement statement = receiver.createStatement()) {
            for (String table : new String[] {"report", "kind", "own", "dbferry.ledger"}) {
                try (ResultSet rows = statement.executeQuery(
                        "SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') FROM " + table + " t")) {
                    rows.next();
                    state.put(table, rows.getString(1));
                }
            }
        }
        try (Stream<Path> all = Files.walk(folder.resolve("receiver/media"))) {
            for (Path file : all.toList()) {
                state.put(file.toString(), Files.isRegularFile(file) ? Files.readString(file) : "");
            }
        }
        return state;
    }

    static ObjectNode manifest(Path shipment) throws IOException {
        return (ObjectNode) JSON.readTree(shipment.resolve("manifest.json").toFile());
    }

    static ObjectNode object(String json) throws IOException {
        return (ObjectNode) JSON.readTree(json);
    }

    /** The manifest's entry of the file. */
    static ObjectNode file(ObjectNode manifest, String name) {
        for (JsonNode file : manifest.get("files")) {
            if (file.get("name").asText().equals(name)) {
                return (ObjectNode) file;
            }
        }
        throw new AssertionError(name);
    }

    static ObjectNode table(ObjectNode manifest, String name) {
        for (JsonNode table : manifest.get("tables")) {
            if (table.get("name").get("name").asText().equals(name)) {
                return (ObjectNode) table;
            }
        }
        throw new AssertionError(name);
    }

    /** Replaces a file, and what the manifest says of it. */
    static void replace(Path shipment, ObjectNode manifest, String name, byte[] content) throws IOException {
        Files.write(shipment.resolve(name), content);
        file(manifest, name).put("bytes", content.length).put("sha256", Hashing.sha256(content));
    }

    /** Writes the manifest; its signature is left as it was. */
    static void write(Path shipment, ObjectNode manifest) throws IOException {
        Files.write(shipment.resolve("manifest.json"), JSON.writeValueAsBytes(manifest));
    }

    /** Signs whatever stands in the manifest's place with the sender's own key. */
    void sign(Path shipment) throws Exception {
        sign(shipment, key);
    }

    static void sign(Path shipment, SshKey by) throws Exception {
        byte[] signature = SshSigner.open(by.privateFile(), Optional.empty())
                .sign(Files.readAllBytes(shipment.resolve("manifest.json")));
        Files.write(shipment.resolve("manifest.json.sig"), signature);
    }

    static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** A folder of that number in {@code complete/} or {@code partial/}, of a time of its own. */
    Path place(String kind, String number) {
        return servers.depot().resolve(kind).resolve("20260101T000000Z-" + number);
    }

    /** Whatever was tried: what the sender ships next arrives, and both sides are equal. */
    void assertGoesOn(int id) throws Exception {
        shipPartial(id);
        load();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(folder.resolve("receiver/media/" + id + ".jpg")).hasContent("image " + id);
    }

    String receipt(String number) throws IOException {
        return Files.readString(servers.depot().resolve("receipts/viz/" + number + ".json"), StandardCharsets.UTF_8);
    }
}
