package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A complete's SQL file restored by zstd and psql, as an operator does it, and what tests then compare. */
final class PsqlRestore {
    private PsqlRestore() {}

    /** Restores the only complete of the depot; fails if psql stops or prints anything. */
    static void into(TwoServers servers, String url) throws Exception {
        Path zstd = RequiredProgram.find("zstd");
        Path psql = RequiredProgram.find("psql");
        try (Stream<Path> shipments = Files.list(servers.depot().resolve("complete"))) {
            Path file = shipments.findFirst().orElseThrow().resolve("database.sql.zst");
            String command = "'" + zstd + "' -dc '" + file + "' | '" + psql
                    + "' -X -q -v ON_ERROR_STOP=1 -o /dev/null '" + url + "'";
            assertThat(ChildProcess.run(Path.of("/bin/sh"), "-c", command).succeeded())
                    .isEmpty();
        }
    }

    /** The first column of a query's rows. */
    static List<String> lines(Connection connection, String query) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                lines.add(row.getString(1));
            }
        }
        return lines;
    }

    /** The same of each query that a query finds. */
    static List<String> linesOfEach(Connection connection, String queries) throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String query : lines(connection, queries)) {
            lines.addAll(lines(connection, query));
        }
        return lines;
    }
}
