package io.dbferry.journeys;

import static io.dbferry.journeys.BadInputIT.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Steps and programs as consumers of changed rows: what blocks whom, what fails, and what an operator does then. */
@Timeout(90)
class QueueIT {
    private static final String SEEN = "INSERT INTO seen (position, sequence, operation, key)"
            + " SELECT position, sequence, operation, key FROM dbferry.changes";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE bus (id int PRIMARY KEY, plate text, updated_at timestamptz DEFAULT now())");
        servers.onReceiver("CREATE TABLE seen (position bigint, sequence bigint, operation text, key jsonb)");
        servers.onSender("INSERT INTO bus VALUES (1, 'AA'), (2, 'BB')");
        Files.writeString(folder.resolve("seen.sql"), SEEN);
        servers.sender("dump", "complete");
    }

    /** Keeps what all have passed, so that it can be compared and read again. */
    private void keepChanges() throws Exception {
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(config, Files.readString(config).replace("free-space: 1MB", "free-space: 1MB, changes: 1d"));
    }

    private void partial(int id) throws Exception {
        servers.onSender("INSERT INTO bus VALUES (" + id + ", 'P" + id + "')");
        assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial");
    }

    private void load(int exit) {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.out() + load.err()).isEqualTo(exit);
    }

    private List<String> seen() throws Exception {
        return servers.receiverRowsOf("seen", "sequence, operation, key ->> 'id'");
    }

    private List<String> queue() {
        TwoServers.Run queue = servers.receiver("queue");
        assertThat(queue.exit()).as(queue.err()).isZero();
        return queue.out()
                .lines()
                .map(line -> line.replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ", "<time>")
                        .replaceAll("\\b\\d+ s\\b", "<span>")
                        .replaceAll(" +", " "))
                .toList();
    }

    private String queue(String... words) {
        List<String> command = new ArrayList<>(List.of("queue"));
        command.addAll(List.of(words));
        TwoServers.Run queue = servers.receiver(command.toArray(String[]::new));
        assertThat(queue.exit()).as(queue.err()).isZero();
        return queue.out();
    }

    @Test
    void slowStepBlocksNeitherLoadsNorOtherSteps() throws Exception {
        servers.receiverConfig(
                "postprocess: [{name: slow, command: [sh, -c, \"touch started; while [ ! -e go ]; do sleep"
                        + " 0.05; done; echo $DBFERRY_SEQUENCE >> slow\"]}, {sql: seen.sql}]");
        CompletableFuture<TwoServers.Run> first = CompletableFuture.supplyAsync(() -> servers.receiver("load"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(folder.resolve("started")));
        partial(3);

        load(0);

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(seen()).containsExactly("(1,insert,)", "(2,insert,3)");
        assertThat(queue()).anyMatch(line -> line.startsWith("slow step ") && line.endsWith(" 0 0 behind"));
        assertFails(
                servers.receiver("queue", "skip", "slow"),
                7,
                "cannot skip consumer 'slow': it runs now",
                "Wait for its run to end, then try again");
        Files.createFile(folder.resolve("go"));
        assertThat(first.get().exit()).isZero();
        load(0);
        assertThat(folder.resolve("slow")).hasContent("1\n2");
        assertThat(queue()).anyMatch(line -> line.startsWith("slow step ") && line.endsWith("up to date"));
    }

    @Test
    void stepWhoseTableWasAlteredLosesNothing() throws Exception {
        servers.receiverConfig("postprocess: [{sql: seen.sql, tries: 2, back-off: 0s}]");
        servers.onReceiver("ALTER TABLE seen RENAME operation TO op");
        load(9);
        partial(3);
        load(9);
        assertThat(queue())
                .anyMatch(line -> line.matches("seen.sql step \\d+ 000001 1 1 <span> 0 1 behind"))
                .anyMatch(line -> line.startsWith("seen.sql 000001 2 <time> failed: ERROR: column \"operation\""));
        assertThat(servers.receiver("status").out())
                .contains("consumer 'seen.sql' has 1 dead letter: see 'dbferry queue'");
        servers.onReceiver("ALTER TABLE seen RENAME op TO operation");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(9);
        assertThat(load.err())
                .startsWith("cannot postprocess complete 000001: '" + folder.resolve("seen.sql") + "' failed: ")
                .contains("; given up after 2 tries\nHINT: ");
        assertThat(seen()).as("what came behind it").containsExactly("(2,insert,3)");
        assertThat(queue("retry", "seen.sql")).startsWith("consumer 'seen.sql' tries 1 dead letter again: ");
        load(0);
        assertThat(seen()).containsExactly("(1,insert,)", "(2,insert,3)");
        assertThat(servers.receiverRowsOf("dbferry.changed_rows", "position")).isEmpty();
        assertFails(
                servers.receiver("queue", "retry", "seen.sql"),
                2,
                "cannot retry consumer 'seen.sql': nothing of it has failed",
                "'dbferry queue' shows what fails");
    }

    @Test
    void fullDeadLetterStopsTheStepAndLosesNothing() throws Exception {
        servers.receiverConfig("postprocess: [{sql: seen.sql, tries: 1, back-off: 0s, dead-letters: 1}]");
        Files.writeString(folder.resolve("seen.sql"), "SELECT 1/0");
        load(9);
        partial(3);
        load(9);
        partial(4);

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isEqualTo(9);
        assertThat(load.out()).startsWith("applied partial 000003");
        assertThat(load.err())
                .startsWith("cannot postprocess partial 000002: ")
                .contains("; after 2 tries it stays there, as its dead letter is full\n");
        Files.writeString(folder.resolve("seen.sql"), SEEN);
        assertThat(queue("retry", "seen.sql")).contains("tries 1 dead letter and the batch that fails again");
        load(0);
        assertThat(seen()).containsExactly("(1,insert,)", "(2,insert,3)", "(3,insert,4)");
    }

    @Test
    void skipPassesOverWhatFailsAndNothingElse() throws Exception {
        servers.receiverConfig("postprocess: [{sql: seen.sql, tries: 1, dead-letters: 0}]");
        Files.writeString(folder.resolve("seen.sql"), "SELECT 1/0");
        load(9);
        partial(3);
        Files.writeString(folder.resolve("seen.sql"), SEEN);

        assertThat(queue("skip", "seen.sql")).isEqualTo("consumer 'seen.sql' skips the batch that failed\n");

        load(0);
        assertThat(seen()).containsExactly("(2,insert,3)");
    }

    @Test
    void stepIsTriedAgainOnlyAfterItsPause() throws Exception {
        servers.receiverConfig("postprocess: [{command: [sh, -c, \"echo x >> tries; test -e fixed\"], back-off: 1h}]");
        load(9);
        load(9);
        assertThat(folder.resolve("tries")).hasContent("x");
        Files.createFile(folder.resolve("fixed"));
        queue("retry", "sh");

        load(0);

        assertThat(folder.resolve("tries")).hasContent("x\nx");
    }

    @Test
    void stepThatHangsEndsWithItsTimeout() throws Exception {
        Files.writeString(folder.resolve("seen.sql"), "SELECT pg_sleep(60); SELECT pg_sleep(60)");
        servers.receiverConfig("postprocess: [{command: [sh, -c, \"sleep 60 & sleep 60\"], timeout: 1s},"
                + " {sql: seen.sql, timeout: 1s}]");
        long began = System.nanoTime();

        TwoServers.Run load = servers.receiver("load");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        assertThat(load.exit()).isEqualTo(9);
        assertThat(load.err())
                .contains(
                        "cannot postprocess complete 000001: 'sh -c sleep 60 & sleep 60' took longer than its timeout of 1s")
                .contains("seen.sql' took longer than its timeout of 1s");
    }

    @Test
    void resetReadsAgainWhatIsKept() throws Exception {
        servers.receiverConfig("postprocess: [{sql: seen.sql}]");
        load(0);
        partial(3);
        load(0);
        assertFails(
                servers.receiver("queue", "reset", "--to", "2", "seen.sql"),
                2,
                "cannot reset consumer 'seen.sql': the changes of shipment 000002 are not all kept any more",
                "keep.changes in the config says how long changes are kept");
        keepChanges();
        partial(4);
        load(0);
        partial(5);
        load(0);

        queue("reset", "--to", "3", "seen.sql");

        load(0);
        assertThat(seen())
                .containsExactly(
                        "(1,insert,)", "(2,insert,3)", "(3,insert,4)", "(3,insert,4)", "(4,insert,5)", "(4,insert,5)");
        assertFails(
                servers.receiver("queue", "reset", "--to", "1", "seen.sql"),
                2,
                "cannot reset consumer 'seen.sql': the changes of shipment 000001 are not all kept any more",
                "The oldest that is whole is of shipment 000003; keep.changes in the config says how long changes are"
                        + " kept");
        assertFails(
                servers.receiver("queue", "reset", "--to", "99", "seen.sql"),
                2,
                "cannot reset consumer 'seen.sql': shipment 000099 is not applied here",
                "'dbferry status' lists what is applied");
    }

    @Test
    void commandReadsItsChangesInBatches() throws Exception {
        servers.receiverConfig("postprocess: [{command: [sh, -c, \"cat >> changes; echo $DBFERRY_CHANGES >> sizes\"],"
                + " batch: 2, after: partial}]");
        load(0);
        servers.onSender("INSERT INTO bus SELECT i, e'\"\\\\\\n' FROM generate_series(3, 7) i");
        servers.sender("dump", "partial");

        load(0);

        assertThat(folder.resolve("sizes")).hasContent("2\n2\n1");
        assertThat(Files.readAllLines(folder.resolve("changes")))
                .hasSize(5)
                .allMatch(
                        line -> line.matches(
                                "\\{\"position\" : \\d+, \"sequence\" : 2, \"table_schema\" : \"public\","
                                        + " \"table_name\" : \"bus\", \"operation\" : \"insert\", \"key\" : \\{\"id\": [3-7]}}"));
        assertThat(folder.resolve("receiver/work/changes")).isEmptyDirectory();
    }

    @Test
    void consumerThatIsGoneIsReportedAndRemoved() throws Exception {
        servers.receiverConfig("postprocess: [{sql: seen.sql}]");
        load(0);
        servers.receiverConfig("");
        partial(3);

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).isZero();
        assertThat(load.err())
                .isEqualTo(
                        "warning: consumer 'seen.sql' is not a step of the config any more, and all changed rows since"
                                + " then are kept for it; HINT: 'dbferry queue remove seen.sql'\n");
        assertThat(queue()).anyMatch(line -> line.endsWith("not in the config; behind"));
        assertThat(queue("remove", "seen.sql")).isEqualTo("removed consumer 'seen.sql'\n");
        load(0);
        assertThat(servers.receiverRowsOf("dbferry.changed_rows", "position")).isEmpty();
        partial(4);
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRowsOf("dbferry.changed_rows", "position")).isEmpty();
        assertFails(
                servers.receiver("queue", "remove", "seen.sql"),
                2,
                "cannot remove consumer 'seen.sql': stream 'test' has no such consumer",
                "'dbferry queue' lists the consumers");
    }

    @Test
    void stepThatComesLaterBeginsWithTheNextShipment() throws Exception {
        load(0);
        servers.receiverConfig("postprocess: [{sql: seen.sql}]");
        assertThat(queue()).contains("new seen.sql: begins with the next load");
        partial(3);

        load(0);

        assertThat(seen()).containsExactly("(2,insert,3)");
    }

    @Test
    void programConsumesBySqlAndEachPassesOnce() throws Exception {
        load(0);
        try (Connection program = servers.connectReceiver();
                Connection second = servers.connectReceiver();
                Statement sql = program.createStatement();
                Statement other = second.createStatement()) {
            sql.execute("SELECT dbferry.subscribe('test', 'stats')");
            partial(3);
            partial(4);
            load(0);
            assertThat(servers.receiver("queue", "--json").out())
                    .contains("\"kind\" : \"program\"", "\"rows\" : 2", "\"shipments\" : 2");
            program.setAutoCommit(false);
            long first = next(sql, 1).get(0);
            second.setAutoCommit(false);
            other.execute("SET LOCAL lock_timeout = '200ms'");
            assertThatThrownBy(() -> next(other, 1)).hasMessageContaining("lock timeout");
            second.rollback();
            sql.execute("SELECT dbferry.passed('test', 'stats', " + first + ")");
            program.commit();
            assertThat(queue()).anyMatch(line -> line.matches("stats program \\d+ 000002 1 1 <span> 0 0 behind"));
            assertThat(next(sql, 10)).hasSize(1).doesNotContain(first);
            assertThatThrownBy(() -> sql.execute("SELECT dbferry.passed('test', 'stats', " + first + ")"))
                    .hasMessageContaining("consumer \"stats\" cannot pass position " + first);
            program.rollback();
            assertThatThrownBy(() -> sql.execute("SELECT dbferry.passed('test', 'stats', 999999)"))
                    .hasMessageContaining("cannot pass position 999999");
            program.rollback();
            assertThatThrownBy(() -> sql.execute("SELECT dbferry.next_changes('test', 'statz')"))
                    .hasMessageContaining("stream \"test\" has no program \"statz\" as consumer");
            program.rollback();
            assertThatThrownBy(() -> sql.execute("SELECT dbferry.subscribe('tset', 'stats')"))
                    .hasMessageContaining("no shipment of stream \"tset\" is applied here");
        }
        servers.receiverConfig("postprocess: [{name: stats, sql: seen.sql}]");
        assertFails(
                servers.receiver("load"),
                2,
                "cannot run step 'stats': a program consumes changed rows by that name",
                "Give the step another name in the config, or, if the program is gone, run 'dbferry queue remove stats'");
        assertThat(queue("remove", "stats")).isEqualTo("removed consumer 'stats'\n");
    }

    private static List<Long> next(Statement sql, int most) throws java.sql.SQLException {
        List<Long> positions = new ArrayList<>();
        try (ResultSet row =
                sql.executeQuery("SELECT position FROM dbferry.next_changes('test', 'stats', " + most + ")")) {
            while (row.next()) {
                positions.add(row.getLong(1));
            }
        }
        return positions;
    }
}
