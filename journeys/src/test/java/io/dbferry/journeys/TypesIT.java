package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every type, key and name, and an application's tables, travel by a complete into tables that hold other rows, by three
 * partials of each strategy, and by a complete of differences, from each version of PostgreSQL to each other one.
 * {@code -Dversions=all} runs all pairs with all strategies, and prints a table.
 */
class TypesIT {
    private static final List<String> WINDOWED = List.of("every_type", "parted", "numeric_key", "generated");
    private static final Map<String, String> STRATEGIES = Map.of(
            "window",
                    "partial: {minutes: 10, deletes: every 1 partials, tables: {'*': {strategy: scan}, "
                            + WINDOWED.stream()
                                    .map(table -> table + ": {strategy: window, changed: updated_at}")
                                    .collect(Collectors.joining(", "))
                            + "}}",
            "scan", "partial: {tables: {'*': {strategy: scan}}, deletes: every 1 partials}",
            "log", "partial: {tables: {'*': {strategy: log}}}\nlog: {slot: types_test, publication: types_test}");

    /** Window finds no other changes. */
    private static final String TOUCHED = WINDOWED.stream()
            .map(table -> "; UPDATE " + table + " SET updated_at = clock_timestamp()")
            .collect(Collectors.joining());

    /** Their changes travel with completes only. */
    private static final Set<String> KEYLESS = Set.of("public.keyless", "public.empty_keyless");

    private static final Map<String, String> RESULTS = new TreeMap<>();

    @TempDir
    private Path folder;

    static Stream<Arguments> pairs() {
        if (!"all".equals(System.getProperty("versions"))) {
            return Stream.of(Arguments.of(14, 18, "window"), Arguments.of(18, 14, "log"), Arguments.of(15, 15, "scan"));
        }
        List<Integer> versions = List.of(14, 15, 16, 17, 18);
        return versions.stream().flatMap(sender -> versions.stream().flatMap(receiver -> STRATEGIES.keySet().stream()
                .sorted()
                .map(strategy -> Arguments.of(sender, receiver, strategy))));
    }

    @ParameterizedTest(name = "from {0} to {1} by {2}")
    @MethodSource("pairs")
    void everyTypeTravels(int senderMajor, int receiverMajor, String strategy) throws Exception {
        String pair = "%d to %d by %s".formatted(senderMajor, receiverMajor, strategy);
        RESULTS.put(pair, "NOT EQUAL");
        TwoServers servers = TwoServers.in(folder, senderMajor, receiverMajor);
        try {
            servers.onBoth(OddTables.schema());
            servers.onBoth(rental());
            servers.onSender(OddTables.rows());
            addXml(servers);
            servers.senderConfig("tables: ['*', '\"Odd Schema\".*']\n" + STRATEGIES.get(strategy));
            assertThat(servers.sender("check", "--fix", "--quiet").out()).doesNotContain("fail");

            ship(servers, "complete");
            assertEqual(servers, Set.of());

            servers.onSender(OddTables.changes());
            ship(servers, "partial");
            assertEqual(servers, Set.of());

            servers.onSender(OddTables.deletes() + TOUCHED);
            ship(servers, "partial");
            assertEqual(servers, KEYLESS);

            servers.onSender(OddTables.moves());
            ship(servers, "partial");
            assertEqual(servers, KEYLESS);

            ship(servers, "complete");
            assertEqual(servers, Set.of());

            ship(servers, "complete");
            assertEqual(servers, Set.of());
            RESULTS.put(pair, servers.senderRows().size() + " tables equal");
        } finally {
            if (strategy.equals("log")) {
                servers.onSender("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                        + " WHERE slot_name = 'types_test' AND NOT active");
            }
        }
    }

    /** Without its function, at whose inner semicolon the driver would split it. */
    private static String rental() throws IOException {
        return Files.readString(Path.of(System.getProperty("dbferry.project"), "bench/samples/rental.sql"))
                .replaceAll("(?m)^create function rented.*", "");
    }

    @AfterAll
    static void printResults() {
        RESULTS.forEach((pair, result) -> System.out.println(pair + ": " + result));
    }

    private static void assertEqual(TwoServers servers, Set<String> but) throws SQLException {
        Map<String, List<String>> sent = servers.senderRows();
        Map<String, List<String>> received = servers.receiverRows();
        sent.keySet().removeAll(but);
        received.keySet().removeAll(but);
        assertThat(received.keySet()).isEqualTo(sent.keySet());
        for (Map.Entry<String, List<String>> table : sent.entrySet()) {
            List<String> more = new ArrayList<>(received.getOrDefault(table.getKey(), List.of()));
            if (!more.equals(table.getValue())) {
                List<String> missing = new ArrayList<>(table.getValue());
                missing.removeAll(more);
                more.removeAll(table.getValue());
                assertThat(more).as("rows of %s", table.getKey()).isEqualTo(missing);
            }
        }
        assertThat(received).isEqualTo(sent);
    }

    private static void ship(TwoServers servers, String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.err()).isEmpty();
        assertThat(dump.out()).startsWith("shipped " + kind);
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).isEmpty();
        assertThat(load.out()).startsWith("applied " + kind);
    }

    private static void addXml(TwoServers servers) throws SQLException {
        try (Connection sender = servers.connectSender();
                Connection receiver = servers.connectReceiver()) {
            if (!hasXml(sender) || !hasXml(receiver)) {
                return;
            }
        }
        servers.onBoth("ALTER TABLE every_type ADD COLUMN an_xml xml");
        servers.onSender("UPDATE every_type SET an_xml = CASE id WHEN 1 THEN '' WHEN 2 THEN E'text <a b=\"&lt;\">"
                + "\\n <![CDATA[\\\\]]> 🚌</a> <c/>' WHEN 3 THEN '<?xml version=\"1.0\"?><r/>' END::xml");
    }

    private static boolean hasXml(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT '<a/>'::xml")) {
            return row.next();
        } catch (SQLException e) {
            return false; // built without libxml
        }
    }
}
