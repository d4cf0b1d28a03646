package io.dbferry.journeys;

import java.sql.SQLException;
import java.util.List;

/** Tables in the receiver's schema {@code dbferry} that look like stages. */
final class StageTables {
    /** Of the stream's name, as stages have it. */
    static final String STREAM_TEST = "9f86d081884c7d65";

    private final TwoServers servers;

    StageTables(TwoServers servers) throws SQLException {
        this.servers = servers;
        servers.onReceiver("CREATE SCHEMA IF NOT EXISTS dbferry");
    }

    /** Makes them and returns their names. */
    String create(String... names) throws SQLException {
        for (String name : names) {
            servers.onReceiver("CREATE TABLE dbferry." + name + " AS SELECT 1 AS id");
        }
        return String.join(" ", List.of(names).stream().sorted().toList());
    }

    /** All that are there. */
    String names() throws SQLException {
        List<String> names = servers.receiverRowsOf(
                "pg_class WHERE relnamespace = to_regnamespace('dbferry') AND relname LIKE 'stage%'", "relname");
        return String.join(
                " ", names.stream().map(n -> n.substring(1, n.length() - 1)).toList());
    }
}
