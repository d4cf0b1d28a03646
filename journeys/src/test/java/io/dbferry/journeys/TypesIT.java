package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every type, key and name travels by a complete into empty tables, by a partial, and by a complete of differences. */
class TypesIT {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "from {0} to {1}")
    @CsvSource({"14, 18", "18, 14", "15, 15"})
    void everyTypeTravels(int senderMajor, int receiverMajor) throws Exception {
        TwoServers servers = TwoServers.in(folder, senderMajor, receiverMajor);
        servers.senderConfig(OddTables.CONFIG);
        servers.onBoth(OddTables.schema());
        servers.onSender(OddTables.rows());
        if (hasXml(servers)) {
            servers.onBoth("ALTER TABLE every_type ADD COLUMN an_xml xml");
            servers.onSender("UPDATE every_type SET an_xml = CASE id WHEN 1 THEN '' WHEN 2 THEN E'text <a b=\"&lt;\">"
                    + "\\n <![CDATA[\\\\]]> 🚌</a> <c/>' WHEN 3 THEN '<?xml version=\"1.0\"?><r/>' END::xml");
        }

        ship(servers, "complete");
        assertEqual(servers);

        servers.onSender(OddTables.changes());
        ship(servers, "partial");
        assertEqual(servers);

        servers.onSender(OddTables.deletes());
        ship(servers, "complete");
        assertEqual(servers);

        ship(servers, "complete");
        assertEqual(servers);
    }

    private static void assertEqual(TwoServers servers) throws SQLException {
        Map<String, List<String>> sent = servers.senderRows();
        Map<String, List<String>> received = servers.receiverRows();
        assertThat(received.keySet()).isEqualTo(sent.keySet());
        for (Map.Entry<String, List<String>> table : sent.entrySet()) {
            List<String> missing = new ArrayList<>(table.getValue());
            List<String> more = new ArrayList<>(received.getOrDefault(table.getKey(), List.of()));
            more.removeAll(table.getValue());
            missing.removeAll(received.getOrDefault(table.getKey(), List.of()));
            assertThat(more).as("rows of %s", table.getKey()).isEqualTo(missing);
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

    private static boolean hasXml(TwoServers servers) throws SQLException {
        try (Connection sender = servers.connectSender();
                Connection receiver = servers.connectReceiver()) {
            return hasXml(sender) && hasXml(receiver);
        }
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
