package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.HostileRole;
import io.dbferry.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the settings of a role or a database do to what arrives: nothing. */
@Timeout(120)
class HostileSettingsIT {
    @TempDir
    private Path folder;

    @Test
    void bothSidesEndEqualWhateverTheirRolesAreSetTo() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}, deletes: every 1 partials}");
        servers.onBoth(
                "CREATE TYPE mood AS ENUM ('sad', 'null'); CREATE TABLE \"Value\" (id int PRIMARY KEY, fl float8,"
                        + " r real, n numeric, m money, d date, t time, ts timestamp, tz timestamptz, i interval, b bytea,"
                        + " a text[], moods mood[], x xml, j json, text text, k timestamptz UNIQUE)");
        String rows =
                "INSERT INTO \"Value\" SELECT n, 1e-300 / 3 + n, 1.1 / 3, 1.10, 12.34, '2026-02-03', '04:05:06.7',"
                        + " '0044-03-04 01:02:03 BC', '2026-03-04 01:02:03.000001+05', '-1 year -2 days +03:04:05', '\\x00ff5c',"
                        + " '{NULL,\"NULL\",\"\"}', '{null,sad}', 'a<b/>', '{\"a\": 1.0}', E'it''s \\\\ back',"
                        + " timestamptz '2026-03-04' + n * interval '1 hour' FROM generate_series(%s) n";
        hostile(servers);
        servers.onSender(rows.formatted("1, 5"));

        ship(servers, "complete");
        servers.onSender(rows.formatted("6, 9") + "; UPDATE \"Value\" SET fl = fl / 7, i = i * 3 WHERE id = 2;"
                + " DELETE FROM \"Value\" WHERE id = 3");
        ship(servers, "partial");
        servers.onReceiver("UPDATE \"Value\" SET fl = fl + 1, b = NULL WHERE id = 4");
        ship(servers, "complete");
    }

    private void hostile(TwoServers servers) throws Exception {
        for (String side : new String[] {"sender", "receiver"}) {
            Path config = folder.resolve(side + ".yaml");
            String text = Files.readString(config);
            String database = text.replaceAll("(?s).*url: \"[^\"]*/([^\"]*)\".*", "$1");
            HostileRole.make(PostgresServer.of(side.equals("sender") ? 15 : 18), database);
            Files.writeString(config, text.replace("postgres@", HostileRole.NAME + "@"));
        }
    }

    private static void ship(TwoServers servers, String kind) throws Exception {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.err()).isEmpty();
        assertThat(dump.out()).startsWith("shipped " + kind);
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).isEmpty();
        assertThat(load.exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }
}
