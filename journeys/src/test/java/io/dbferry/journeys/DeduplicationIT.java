package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.PostgresServer;
import io.dbferry.testing.RequiredProgram;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completes of a table that grows: what an earlier one carries is referred to, kept, missed if it goes, and written by export. */
class DeduplicationIT {
    private static final String TABLES =
            "CREATE TABLE pos (id int PRIMARY KEY, bus text, at timestamptz DEFAULT now());"
                    + "CREATE TABLE kind (id int PRIMARY KEY, name text);"
                    + "CREATE TABLE parted (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);"
                    + "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (100);"
                    + "CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (100) TO (200);";
    private static final String ALWAYS = "partial: {tables: {'*': {strategy: scan}}}\ncomplete: {deduplicate: always}";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void bothHaveTheFirstComplete() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig(ALWAYS);
        servers.onBoth(TABLES);
        append(1, 60_000);
        servers.onSender("INSERT INTO kind SELECT g, 'kind ' || g FROM generate_series(1, 50) g;"
                + "INSERT INTO parted SELECT g, md5(g::text) FROM generate_series(1, 150) g");
        ship("complete");
    }

    @Test
    void rowsThatStandInAnEarlierCompleteDoNotTravelAgain() throws Exception {
        long first = bytes(1);
        append(60_001, 66_000);
        servers.onSender("UPDATE kind SET name = 'other' WHERE id = 7");
        ship("partial");
        String shipped = ship("complete");
        append(66_001, 72_000);
        ship("complete");

        assertThat(shipped).contains(" beside ", " in earlier completes");
        assertThat(bytes(3)).isLessThan(first / 3);
        assertThat(bytes(4)).isLessThan(first / 3);
        assertThat(manifest(4)).contains(name(1), name(3));
        assertEqual();
        assertThat(servers.receiver("verify").exit()).isZero();
    }

    @Test
    void anUnchangedDatabaseShipsItsSchemaOnly() throws Exception {
        ship("complete");

        assertThat(bytes(2)).isLessThan(20_000);
        assertThat(servers.receiver("schema", "diff").exit()).isZero();
        assertEqual();
    }

    @Test
    void exportWritesTheOneFileThatPsqlRestores() throws Exception {
        append(60_001, 66_000);
        ship("complete");
        Path file = folder.resolve("all.sql.zst");

        TwoServers.Run export = servers.receiver("export", "newest", "--to", file.toString());

        assertThat(export.err()).isEmpty();
        assertThat(export.out()).startsWith("wrote complete 000002 into '" + file + "': 66,200 rows, ");
        assertThat(restore(file, servers.receiverUrl(), true)).isEmpty();
        assertEqual();
        assertThat(servers.receiver("export", "1", "--to", file.toString()).exit())
                .isZero();
        assertThat(restore(file, servers.receiverUrl(), true)).isEmpty();
        assertThat(servers.receiverRowsOf("pos", "count(*)")).containsExactly("(60000)");
        assertThat(servers.receiver("export", "7", "--to", file.toString()).err())
                .contains(
                        "cannot export complete 7: depot '",
                        "HINT: Name one of its completes: 000001 to 000002; or newest");
    }

    @Test
    void theFileAloneRefusesToBeRestored() throws Exception {
        ship("complete");

        assertThat(restore(database(2), servers.receiverUrl(), false))
                .contains("this file has not all rows of the complete", "dbferry export 000002 --to FILE");
        assertThat(servers.receiverRowsOf("pos", "count(*)")).containsExactly("(0)");
    }

    @Test
    void aCompleteIsRefusedWhoseBaseIsGoneAndTheNextRefersToNone() throws Exception {
        append(60_001, 61_000);
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        String base = name(1);
        delete(database(1).getParent());

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(5);
        assertThat(load.err())
                .contains(
                        "cannot load complete 000002: it refers to rows in complete 000001, which is not in the depot",
                        "bring 'complete/" + base + "' too");
        heals();
    }

    @Test
    void aCompleteIsRefusedWhoseBaseHasChangedByAByteAndTheNextRefersToNone() throws Exception {
        append(60_001, 61_000);
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        alter(database(1));

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(5);
        assertThat(load.err())
                .containsPattern(
                        "cannot load complete 000002: the frame at \\d+ of 'database.sql.zst' of complete 000001,"
                                + " to which it refers, (differs from its hash|cannot be decompressed)");
        assertThat(servers.receiver(
                                "export", "newest", "--to", folder.resolve("x").toString())
                        .exit())
                .isEqualTo(5);
        assertThat(folder.resolve("x")).doesNotExist();
        heals();
    }

    private static void alter(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(file.length() / 2);
            int old = file.read();
            file.seek(file.length() / 2);
            file.write(old ^ 1);
        }
    }

    /** It tries the newest first, and asks in the name of that one: the sender has answered what names earlier ones. */
    @Test
    void aNewReceiverThatCanReadNoCompleteGetsOneThatRefersToNone() throws Exception {
        append(60_001, 66_000);
        ship("complete");
        alter(database(1));

        TwoServers.Run load = second("load");
        assertThat(load.exit()).isEqualTo(5);
        assertThat(load.err())
                .containsSubsequence(
                        "warning: cannot load complete 000001: ",
                        "'database.sql.zst'",
                        "cannot load complete 000002: the frame at ",
                        "HINT: The sender is asked for a complete that refers to no other with its next run");

        assertThat(servers.sender("dump", "partial").out()).contains("shipped complete 000003: ");
        assertThat(second("load").out()).contains("applied complete 000003: 66,200 rows inserted");
    }

    private void heals() throws Exception {
        TwoServers.Run asked = servers.sender("dump", "partial");
        assertThat(asked.out()).contains("shipped complete 000003: ").doesNotContain(" beside ");
        assertThat(servers.receiver("load").exit()).isZero();
        assertEqual();
        append(70_001, 71_000);
        assertThat(ship("complete")).contains(" beside ");
        assertThat(manifest(4)).contains(name(3)).doesNotContain("000001\"").doesNotContain("000002\"");
        assertEqual();
    }

    @Test
    void whatIsNotInTheDepotAsItWasShippedIsNotReferredTo() throws Exception {
        append(60_001, 80_000);
        ship("complete");
        String gone = name(1);
        delete(database(1).getParent());
        append(80_001, 81_000);

        ship("complete");

        assertThat(manifest(3)).doesNotContain(gone);
        assertThat(manifest(3)).contains(name(2));
        assertEqual();
    }

    @Test
    void anotherReceiverBeginsWithACompleteThatRefersToOthers() throws Exception {
        append(60_001, 66_000);
        ship("complete");

        TwoServers.Run load = second("load");

        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(load.out()).contains("applied complete 000002: 66,200 rows inserted");
    }

    /** A command of a receiver that has nothing yet. */
    private TwoServers.Run second(String... command) throws Exception {
        Path config = folder.resolve("second.yaml");
        if (!Files.exists(config)) {
            String database = PostgresServer.of(18).createDatabase("second");
            PostgresServer.of(18).execute(database, TABLES);
            Files.writeString(
                    config,
                    Files.readString(folder.resolve("receiver.yaml"))
                            .replace("name: viz", "name: second")
                            .replace(
                                    servers.receiverUrl(), PostgresServer.of(18).url(database))
                            .replace("receiver/work", "second/work"));
        }
        return servers.run("second.yaml", command);
    }

    @Test
    void anOlderWorkFolderRefersToNothingThatItDoesNotKnow() throws Exception {
        append(60_001, 61_000);
        copy(folder.resolve("sender/work"), folder.resolve("old"));
        ship("complete");
        append(61_001, 62_000);
        ship("complete");
        delete(folder.resolve("sender/work"));
        copy(folder.resolve("old"), folder.resolve("sender/work"));

        ship("complete");
        append(62_001, 63_000);
        ship("complete");

        assertEqual();
        assertThat(manifest(4)).doesNotContain("\"in\"");
    }

    @Test
    void rowsUnderAPolicyAreReferredToAsTheyTravelled() throws Exception {
        servers.senderConfig(ALWAYS + "\npolicy: {columns: {pos: {bus: 'null'}}, rows: {kind: id < 40}}");
        ship("complete");
        assertThat(manifest(2)).as("what was shipped without the policy may go").doesNotContain("\"in\"");
        append(60_001, 61_000);
        assertThat(ship("complete")).contains(" beside ");

        assertThat(servers.receiverRowsOf("pos", "count(*), count(bus)")).containsExactly("(61000,0)");
        assertThat(servers.receiverRowsOf("kind", "count(*)")).containsExactly("(39)");
    }

    @Test
    void whatIsReferredToStaysInTheDepotUntilItIsNoMore() throws Exception {
        keepOne();
        append(60_001, 80_000);
        ship("complete");
        append(80_001, 81_000);
        ship("complete");
        assertThat(completes()).hasSize(3);
        assertThat(servers.receiver("prune", "--dry-run").out())
                .contains("kept for the rows that newer completes refer to: 2 shipments, ");

        servers.senderConfig("complete: {deduplicate: never}");
        ship("complete");

        assertThat(completes()).hasSize(1);
        assertEqual();
    }

    @Test
    void thirtyCompletesTakeNoMoreThanTwiceTheSizeOfOne() throws Exception {
        keepOne();
        long whole = bytes(1);
        long most = 0;
        for (int i = 0; i < 30; i++) {
            int from = i % 15 * 4000;
            servers.onSender(
                    "UPDATE pos SET bus = md5(id || 'x" + i + "') WHERE id BETWEEN " + from + " AND " + (from + 3999));
            servers.onSender("VACUUM pos");
            ship("complete");
            most = Math.max(most, total());
        }

        assertThat(most).isGreaterThan(whole).isLessThan(2 * whole + whole / 2);
        assertThat(completes()).noneMatch(name -> name.endsWith("000001"));
        assertEqual();
        Path file = folder.resolve("all.sql.zst");
        assertThat(servers.receiver("export", "newest", "--to", file.toString()).exit())
                .isZero();
        assertThat(restore(file, servers.receiverUrl(), true)).isEmpty();
        assertEqual();
    }

    private void keepOne() throws IOException {
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(
                config,
                Files.readString(config).replace("keep: {free-space: 1MB}", "keep: {free-space: 1MB, completes: 1}"));
    }

    private void append(int from, int to) throws SQLException {
        servers.onSender("INSERT INTO pos SELECT g, md5(g::text) FROM generate_series(" + from + ", " + to + ") g");
    }

    /** Ships and loads; what the dump printed. */
    private String ship(String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        return dump.out();
    }

    private void assertEqual() throws SQLException {
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private List<String> completes() throws IOException {
        try (Stream<Path> all = Files.list(servers.depot().resolve("complete"))) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private long total() throws IOException {
        long bytes = 0;
        try (Stream<Path> all = Files.walk(servers.depot().resolve("complete"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private String name(int sequence) throws IOException {
        return completes().stream()
                .filter(name -> name.endsWith("-00000" + sequence))
                .findFirst()
                .orElseThrow();
    }

    private Path database(int sequence) throws IOException {
        return servers.depot().resolve("complete").resolve(name(sequence)).resolve("database.sql.zst");
    }

    private long bytes(int sequence) throws IOException {
        return Files.size(database(sequence));
    }

    private String manifest(int sequence) throws IOException {
        return Files.readString(database(sequence).resolveSibling("manifest.json"));
    }

    /** What psql complains of. */
    private static String restore(Path file, String url, boolean empty) throws Exception {
        Path psql = RequiredProgram.find("psql");
        String clear = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; " + (empty ? "" : TABLES);
        String quiet = " -X -q -v ON_ERROR_STOP=1 -o /dev/null '" + url + "'";
        String command = "PGOPTIONS=-cclient_min_messages=error '" + psql + "'" + quiet + " -c \"" + clear + "\" && '"
                + RequiredProgram.find("zstd") + "' -dc '" + file + "' | '" + psql + "'" + quiet;
        return ChildProcess.run(Path.of("/bin/sh"), "-c", command).output();
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
