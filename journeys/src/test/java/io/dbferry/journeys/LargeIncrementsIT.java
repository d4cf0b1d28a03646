package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partials with much in them: files of bounded size, and a complete where it costs less. */
class LargeIncrementsIT {
    private static final String WHAT = "id, md5(t)";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void start() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}}");
        servers.onBoth("CREATE TABLE big (id int PRIMARY KEY, t text)");
    }

    @Test
    void rowsThatAreTooMuchForOneFileGoOnInFurtherOnes() throws Exception {
        run("dump", "complete");
        servers.onSender("INSERT INTO big SELECT i, repeat('x\"', 500000) FROM generate_series(1, 46) i");

        assertThat(run("dump", "partial")).contains("shipped partial 000002: 46 rows of 1 table");
        Path partial;
        try (Stream<Path> partials = Files.list(servers.depot().resolve("partial"))) {
            partial = partials.findFirst().orElseThrow();
        }
        try (Stream<Path> files = Files.list(partial)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("big.json.zst", "big-0002.json.zst", "manifest.json");
        }
        assertThat(Files.readString(partial.resolve("manifest.json")))
                .contains("\"file\" : \"big.json.zst\"", "\"more\" : [ \"big-0002.json.zst\" ]");
        assertThat(servers.receiver("load").out()).contains("partial 000002: 46 rows inserted");
        assertEqual();
    }

    @Test
    void aCompleteIsShippedWhereChangesWouldCostMore() throws Exception {
        servers.onSender("ALTER TABLE big ALTER t SET STORAGE EXTERNAL;"
                + " INSERT INTO big SELECT i, repeat(chr(64 + i), 1000000) FROM generate_series(1, 36) i; ANALYZE big");
        run("dump", "complete");
        servers.onSender("UPDATE big SET t = t || 'a'");
        try (FileChannel lock = FileChannel.open(
                folder.resolve("sender/work/complete.lock"), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            lock.lock();
            assertThat(run("dump", "partial")).as("a complete goes on").contains("shipped partial 000002: 36 rows");
        }

        servers.onSender("UPDATE big SET t = t || 'b' WHERE id < 5");
        assertThat(run("dump", "partial")).as("few changes").contains("shipped partial 000003: 4 rows");

        servers.onSender("UPDATE big SET t = t || 'c'; DELETE FROM big WHERE id = 36");
        assertThat(run("dump", "partial"))
                .containsPattern("a complete instead of a partial: 35 changed rows, about \\d+(\\.\\d+)? MB of"
                        + " \\d+(\\.\\d+)? MB, would cost more than everything\nshipped complete 000004: 35 rows");

        servers.onSender("UPDATE big SET t = t || 'd'");
        assertThat(run("dump", "partial")).as("not twice in a row").contains("shipped partial 000005: 35 rows");
        assertThat(servers.receiver("load").err()).isEmpty();
        assertEqual();
    }

    @Test
    void theLogGoesOnBehindACompleteThatCostLess() throws Exception {
        try (LogServers log = LogServers.in(folder.resolve("log"), 15, "{\"*\": {strategy: log}}")) {
            servers = log.servers;
            servers.onBoth("CREATE TABLE big (id int PRIMARY KEY, t text)");
            servers.onSender("ALTER TABLE big ALTER t SET STORAGE EXTERNAL;"
                    + " INSERT INTO big SELECT i, repeat('x', 1000000) FROM generate_series(1, 36) i; ANALYZE big");
            log.fix();
            run("dump", "complete");
            servers.onSender("UPDATE big SET t = t || 'a'; DELETE FROM big WHERE id > 34");
            assertThat(run("dump", "partial"))
                    .contains("a complete instead of a partial: 34 changed and 2 deleted rows, about ")
                    .contains("shipped complete 000002: 34 rows");

            servers.onSender("UPDATE big SET t = 'b' WHERE id = 1; DELETE FROM big WHERE id = 2");
            assertThat(run("dump", "partial")).contains("shipped partial 000003: 1 row");
            assertThat(servers.receiver("load").err()).isEmpty();
            assertEqual();
        }
    }

    private void assertEqual() throws SQLException {
        assertThat(servers.receiverRowsOf("big", WHAT)).containsExactlyInAnyOrderElementsOf(senderRows());
    }

    private List<String> senderRows() throws SQLException {
        try (Connection sender = servers.connectSender();
                Statement statement = sender.createStatement();
                ResultSet row = statement.executeQuery("SELECT array_agg(ROW(" + WHAT + ")::text) FROM big")) {
            row.next();
            return List.of((String[]) row.getArray(1).getArray());
        }
    }

    private String run(String... command) throws IOException {
        TwoServers.Run run = servers.sender(command);
        assertThat(run.err()).isEmpty();
        return run.out();
    }
}
