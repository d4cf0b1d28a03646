package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shipments made to harm: refused for their signature where a stranger made them; and where the sender's own key signed
 * them, still kept to the tables that the config names, to the media folder, and to what a manifest may say.
 */
@Timeout(120)
class HostileShipmentIT {
    private static final String HEAD =
            "COPY \"public\".\"report\" (\"id\", \"message\", \"image\", \"updated_at\") FROM stdin;\n";

    @TempDir
    private Path folder;

    private HostilePair pair;

    @BeforeEach
    void pair() throws Exception {
        pair = HostilePair.in(folder);
    }

    @Test
    void manifestThatContradictsItselfIsRefused() throws Exception {
        Path shipment = pair.shipRow("partial", 10);
        ObjectNode good = HostilePair.manifest(shipment);
        String file = "file 'report.json.zst' ";
        String why = "its manifest contradicts itself: ";

        assertRefused(
                shipment, edit(good, m -> table(m).put("rows", -1)), why + "table 'report' has less than no rows");
        assertRefused(shipment, edit(good, m -> tables(m).add(table(m))), why + "table 'report' is there twice");
        assertRefused(
                shipment,
                edit(good, m -> table(m).withArray("columns")
                        .add(table(m).get("columns").get(0))),
                why + "a column of table 'report' is there twice");
        assertRefused(shipment, edit(good, m -> files(m).add(files(m).get(0))), why + file + "is there twice");
        assertRefused(shipment, edit(good, m -> entry(m).put("bytes", -5)), why + file + "has no length or hash");
        assertRefused(
                shipment,
                edit(good, m -> files(m).addObject().put("name", "../../etc/x").put("bytes", 1)),
                why + "a file has an unfit name");
        assertRefused(
                shipment,
                edit(good, m -> table(m).put("file", "other.json.zst")),
                why + "file 'other.json.zst' is not among its files");
        assertRefused(
                shipment,
                edit(good, m -> m.putObject("after").put("sequence", 99).put("manifest", "0".repeat(64))),
                why + "it starts from a later shipment");
        assertRefused(
                shipment,
                edit(good, m -> m.withObject("media").withArray("packs").add("nope.tar")),
                why + "file 'nope.tar' is not among its files");
        assertRefused(shipment, edit(good, m -> m.put("streamId", "a\u001bb")), why + "its stream's id cannot be");
        assertRefused(shipment, edit(good, m -> tables(m).addNull()), "its manifest is not readable: ");
        assertRefused(
                shipment,
                edit(good, m -> m.put("format", 9)),
                "its format is 9, this DbFerry reads " + Manifest.FORMAT);
        assertRefused(
                shipment,
                edit(good, m -> entry(m).put("bytes", entry(m).get("bytes").asLong() + 1)),
                file + "has " + Files.size(shipment.resolve("report.json.zst")) + " bytes instead of ");
    }

    @Test
    void jsonThatIsMadeToHarmIsRefused() throws Exception {
        Path shipment = pair.shipRow("partial", 10);
        String good = HostilePair.manifest(shipment).toString();
        for (String bad : new String[] {
            "{\"tables\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
            good.replaceFirst("\\{", "{\"format\":1,"),
            good.replaceFirst("\"format\":\\d", "\"format\":" + "9".repeat(100_000)),
            good.replaceFirst("\"format\":\\d", "\"format\":1e999999999"),
            good.replaceFirst("\"stream\":\"test\"", "\"stream\":\"" + "a".repeat((1 << 20) + 1) + "\""),
            good.replaceFirst("\"migrations\":\\[", "\"migrations\":[" + "\"a\",".repeat(2_100_000)),
            good + good,
            good.replace("\"stream\"", "\"\\u001b[31m\\u202e\"")
        }) {
            Files.writeString(shipment.resolve("manifest.json"), bad);
            assertRefused(shipment, "its manifest is not readable: ");
        }
    }

    @Test
    void onlyTablesOfTheConfigAreTouched() throws Exception {
        pair.receiver("tables: [report, kind]");
        Path shipment = pair.shipRow("partial", 10);
        ObjectNode good = HostilePair.manifest(shipment);
        Map<String, String> before = pair.state();

        ObjectNode other = edit(good, m -> rename(m, "public", "own"));
        HostilePair.write(shipment, other);
        pair.sign(shipment);
        assertThat(pair.load().exit()).isZero();
        assertThat(pair.state()).containsEntry("own", before.get("own")).containsEntry("report", before.get("report"));
    }

    @Test
    void tablesOfOursAndPostgresAndWhatIsNoTableAreRefused() throws Exception {
        Path shipment = pair.shipRow("partial", 10);
        ObjectNode good = HostilePair.manifest(shipment);
        pair.servers.onReceiver("CREATE FOREIGN DATA WRAPPER far; CREATE SERVER away FOREIGN DATA WRAPPER far;"
                + " CREATE FOREIGN TABLE far (id int) SERVER away");
        for (String[] name : new String[][] {
            {"dbferry", "ledger"},
            {"pg_catalog", "pg_authid"},
            {"information_schema", "sql_features"},
            {"public", "seen"},
            {"public", "far"},
            {"pg_temp", "x"},
            {"public", "o\"; DROP TABLE own; --"},
            {"public", "own\n\u202eHINT: rm -rf"},
            {"public", "own\u0000"}
        }) {
            String shown = io.dbferry.text.Printable.line(name[0].equals("public") ? name[1] : name[0] + "." + name[1]);
            assertRefused(
                    shipment, edit(good, m -> rename(m, name[0], name[1])), "table '" + shown + "' is missing here", 6);
        }
        for (String column : new String[] {"id\"; DROP TABLE own; --", "xmin", "ctid", "a\nb", ""}) {
            ObjectNode bad =
                    edit(good, m -> ((ObjectNode) table(m).get("columns").get(1)).put("name", column));
            assertRefused(
                    shipment,
                    bad,
                    "column '" + io.dbferry.text.Printable.line(column) + "' of table 'report' is missing here",
                    6);
        }
    }

    @Test
    void generatedColumnsAreRefused() throws Exception {
        pair.servers.onReceiver("ALTER TABLE report ADD twice int GENERATED ALWAYS AS (id * 2) STORED");
        Path shipment = pair.shipRow("partial", 10);
        ObjectNode bad = edit(HostilePair.manifest(shipment), m -> table(m).withArray("columns")
                .addObject()
                .put("name", "twice")
                .put("type", "integer")
                .put("number", 9));

        assertRefused(shipment, bad, "column 'twice' of table 'report' is generated here and is not at the sender", 6);
    }

    @Test
    void statementsInFramesAreNeverExecuted() throws Exception {
        Path shipment = pair.shipRow("complete", 10);
        ObjectNode good = HostilePair.manifest(shipment);
        String row = "1\ta\t\\N\t2026-01-01 00:00:00+00\n";
        String drop = "DROP TABLE own;\n";
        String end = "\\.\n\n";
        String at = "the frame at ";

        assertFrameRefused(shipment, good, drop + HEAD + row + end, 1, at, "is not of table 'report'");
        assertFrameRefused(
                shipment, good, HEAD.replace("stdin", "PROGRAM 'touch /tmp/x'") + row + end, 1, at, "is not of table");
        assertFrameRefused(shipment, good, HEAD.replace("report", "own") + row + end, 1, at, "is not of table");
        assertFrameRefused(shipment, good, HEAD + row + "\\.\n" + drop, 1, at, "has no end");
        assertFrameRefused(shipment, good, HEAD + row + end + drop, 1, at, "has no end");
        assertFrameRefused(
                shipment, good, HEAD + row + "\\.\n" + drop + end, 3, "table 'report' gave 1 row instead of 3", "");
        assertFrameRefused(shipment, good, HEAD + row + end, 2, at, "has 1 row instead of 2");
        assertFrameRefused(shipment, good, HEAD + row + row.replace("1", "2") + end, 1, at, "has 2 rows instead of 1");
        assertFrameRefused(shipment, good, "", 0, at, "is not of table");
        assertFrameRefused(shipment, good, HEAD, 0, at, "has no end");
    }

    @Test
    void framesOutsideOfTheFileOrOverEachOtherAreRefused() throws Exception {
        Path shipment = pair.shipRow("complete", 10);
        ObjectNode good = HostilePair.manifest(shipment);
        String why = "its frames are not the whole of 'database.sql.zst'";
        long size = Files.size(shipment.resolve("database.sql.zst"));

        assertRefused(shipment, edit(good, m -> frame(m).put("offset", 0)), why);
        assertRefused(shipment, edit(good, m -> frame(m).put("offset", -1)), why);
        assertRefused(shipment, edit(good, m -> frame(m).put("bytes", size * 2)), why);
        assertRefused(shipment, edit(good, m -> frame(m).put("bytes", Long.MAX_VALUE)), why);
        assertRefused(shipment, edit(good, m -> frame(m).put("bytes", 0)), why);
        assertRefused(
                shipment,
                edit(good, m -> table(m).remove("frames")),
                "its manifest contradicts itself: table 'report' has fewer rows than it says");
    }

    @Test
    void windowsThatTakeAllMemoryAreRefused() throws Exception {
        Path shipment = pair.shipRow("partial", 10);
        ObjectNode good = HostilePair.manifest(shipment);
        // A frame that asks for a window of 2 GB before it gives a byte (RFC 8878, 3.1.1.1.2).
        byte[] window = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x00, (byte) 0xa8, 0x01, 0x00, 0x00};
        HostilePair.replace(shipment, good, "report.json.zst", window);
        assertRefused(shipment, good, "file 'report.json.zst' is not readable: ");
    }

    @Test
    void rowsThatAreNoObjectsOrNotAsManyAreRefused() throws Exception {
        Path shipment = pair.shipRow("partial", 10);
        ObjectNode good = HostilePair.manifest(shipment);
        byte[] row =
                "[{\"model\":\"report\",\"pk\":1,\"fields\":{\"message\":\"x\"}}]".getBytes(StandardCharsets.UTF_8);
        for (String bad : new String[] {"", "[", "[{]", "{}", "[1]", "[{}] x", "[{},]"}) {
            HostilePair.replace(shipment, good, "report.json.zst", Zstd.compress(bad.getBytes(StandardCharsets.UTF_8)));
            assertRefused(shipment, good, "file 'report.json.zst' is not readable: ");
        }
        HostilePair.replace(shipment, good, "report.json.zst", Zstd.compress(row));
        assertRefused(
                shipment, edit(good, m -> table(m).put("rows", 2)), "file 'report.json.zst' has 1 row instead of 2");
        // What only the database can tell: nested deeper than it reads, and text that it does not take.
        for (String deep : new String[] {"[".repeat(50_000) + "]".repeat(50_000), "\"\\u0000\""}) {
            String object = "[{\"model\":\"report\",\"pk\":1,\"fields\":{\"message\":" + deep + "}}]";
            HostilePair.replace(
                    shipment, good, "report.json.zst", Zstd.compress(object.getBytes(StandardCharsets.UTF_8)));
            assertRefused(shipment, good, "", 6);
        }
    }

    @Test
    void sequencesOfOtherTablesAreNotTouched() throws Exception {
        pair.servers.onReceiver("CREATE SEQUENCE own_seq OWNED BY own.id");
        Path shipment = pair.shipRow("partial", 10);
        ObjectNode bad = edit(HostilePair.manifest(shipment), m -> table(m).withArray("sequences")
                .addObject()
                .put("column", "id\"; SELECT setval('own_seq', 99); --")
                .put("value", 99)
                .put("called", true));
        HostilePair.write(shipment, bad);
        pair.sign(shipment);

        assertThat(pair.load().exit()).isZero();
        assertThat(pair.servers.receiverRowsOf("own_seq", "last_value")).containsExactly("(1)");
    }

    private void assertFrameRefused(Path shipment, ObjectNode good, String text, int rows, String start, String cause)
            throws Exception {
        Path database = shipment.resolve("database.sql.zst");
        byte[] frame = Zstd.compress(text.getBytes(StandardCharsets.UTF_8));
        ObjectNode manifest = good.deepCopy();
        manifest.remove("schemaFrames");
        tables(manifest).removeAll();
        ObjectNode table = HostilePair.table(good, "report").deepCopy().put("rows", rows);
        table.withArray("frames")
                .removeAll()
                .addObject()
                .put("offset", 0)
                .put("bytes", frame.length)
                .put("rows", rows)
                .put("sha256", Hashing.sha256(frame));
        tables(manifest).add(table);
        ArrayNode digests = manifest.withArray("digests").removeAll();
        digests.addObject()
                .put("rows", rows)
                .put("checksum", "0".repeat(16))
                .put("buckets", 1)
                .<ObjectNode>set("name", table.get("name"))
                .putArray("columns");
        ((ObjectNode) digests.get(0)).putArray("key");
        HostilePair.replace(shipment, manifest, "digests.bin", new byte[Long.BYTES]);
        byte[] before = Files.readAllBytes(database);
        HostilePair.replace(shipment, manifest, "database.sql.zst", frame);
        TwoServers.Run load = assertRefused(shipment, manifest, start);
        assertThat(load.err()).contains(cause);
        // The same into a table that is empty, where COPY goes straight into it.
        pair.servers.onReceiver("CREATE TABLE kept AS TABLE report; TRUNCATE report");
        assertThat(assertRefused(shipment, manifest, start).err()).contains(cause);
        pair.servers.onReceiver("INSERT INTO report SELECT * FROM kept; DROP TABLE kept");
        Files.write(database, before);
    }

    private interface Edit {
        void of(ObjectNode manifest) throws Exception;
    }

    private static ObjectNode edit(ObjectNode good, Edit edit) throws Exception {
        ObjectNode manifest = good.deepCopy();
        edit.of(manifest);
        return manifest;
    }

    private static ArrayNode tables(ObjectNode manifest) {
        return manifest.withArray("tables");
    }

    private static ArrayNode files(ObjectNode manifest) {
        return manifest.withArray("files");
    }

    private static ObjectNode table(ObjectNode manifest) {
        return HostilePair.table(manifest, "report");
    }

    private static ObjectNode frame(ObjectNode manifest) {
        return (ObjectNode) table(manifest).get("frames").get(0);
    }

    private static ObjectNode entry(ObjectNode manifest) {
        return HostilePair.file(manifest, "report.json.zst");
    }

    private static void rename(ObjectNode manifest, String schema, String name) {
        ((ObjectNode) table(manifest).get("name")).put("schema", schema).put("name", name);
    }

    private TwoServers.Run assertRefused(Path shipment, ObjectNode manifest, String cause) throws Exception {
        return assertRefused(shipment, manifest, cause, 5);
    }

    private TwoServers.Run assertRefused(Path shipment, ObjectNode manifest, String cause, int exit) throws Exception {
        HostilePair.write(shipment, manifest);
        return assertRefused(shipment, cause, exit);
    }

    private void assertRefused(Path shipment, String cause) throws Exception {
        assertRefused(shipment, cause, 5);
    }

    /** First by whoever has no key, then by the sender's own: nothing is applied, and one line tells why. */
    private TwoServers.Run assertRefused(Path shipment, String cause, int exit) throws Exception {
        Map<String, String> before = pair.state();
        String name = pair.servers.depot().relativize(shipment).getName(0) + " 000002";
        Files.write(shipment.resolve("manifest.json.sig"), new byte[] {1});
        TwoServers.Run forged = pair.load();
        assertThat(forged.err()).startsWith("cannot load " + name + ": its signature file is damaged: ");
        assertThat(forged.exit()).isEqualTo(5);
        assertThat(pair.state()).isEqualTo(before);

        pair.sign(shipment);
        TwoServers.Run signed = pair.load();
        assertThat(signed.err())
                .startsWith("cannot load " + name + (cause.isEmpty() ? "" : ": " + cause))
                .doesNotContain("\u001b", "\u202e");
        assertThat(signed.err().lines().count()).as(signed.err()).isLessThanOrEqualTo(2);
        assertThat(signed.exit()).isEqualTo(exit);
        assertThat(pair.state()).isEqualTo(before);
        assertThat(pair.receipt("000002")).contains("cannot load " + name).doesNotContain("\"state\" : \"applied\"");
        return signed;
    }
}
