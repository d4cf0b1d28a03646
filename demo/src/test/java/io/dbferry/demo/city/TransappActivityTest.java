package io.dbferry.demo.city;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.demo.servers.DemoDatabase;
import io.dbferry.demo.servers.DemoPostgres;
import io.dbferry.demo.servers.PostgresBinaries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransappActivityTest {
    @TempDir
    Path folder;

    @Test
    void everyChangeIsCountedAndItsTimeIsNow() throws Exception {
        Path media = Files.createDirectories(folder.resolve("media"));
        PostgresBinaries binaries = PostgresBinaries.unpack(folder.resolve("postgresql"));
        try (DemoPostgres server = DemoPostgres.start(binaries, folder.resolve("server"))) {
            DemoDatabase database = server.superuser();
            fill(database);
            TransappActivity activity = new TransappActivity(database, media, 1);
            long rowsBefore = rows(database);

            Changes step = activity.step(7);

            assertThat(step.images()).isEqualTo(3);
            assertThat(step.updated()).isEqualTo(3 + 7 + 7);
            assertThat(rows(database) - rowsBefore).isEqualTo(step.inserted());
            assertThat(recent(database, "report")).isEqualTo(7);
            assertThat(recent(database, "eventforbusv2")).isEqualTo(7 + 7);
            assertThat(recent(database, "eventforbusstop")).isEqualTo(7 + 7);
            try (var files = Files.list(media)) {
                assertThat(files).hasSize(3).allMatch(file -> file.toString().endsWith(".jpeg"));
            }

            long rowsThen = rows(database);
            Changes deletes = activity.deleteSome(10);
            assertThat(deletes.deleted()).isGreaterThan(10 + 10 + 10);
            assertThat(rowsThen - rows(database)).isEqualTo(deletes.deleted());
        }
    }

    private static void fill(DemoDatabase database) throws Exception {
        try (Connection connection = database.connect()) {
            TransappSchema.createTables(connection);
            new TransappGenerator(1, Instant.now().minusSeconds(7200)).fill(connection);
            TransappSchema.createKeys(connection);
        }
    }

    private static long recent(DemoDatabase database, String table) throws SQLException {
        return number(
                database,
                "SELECT count(*) FROM \"AndroidRequests_" + table
                        + "\" WHERE \"timeStamp\" > now() - interval '10 minutes'");
    }

    private static long rows(DemoDatabase database) throws SQLException {
        long rows = 0;
        for (TransappTable table : TransappTable.values()) {
            rows += number(database, "SELECT count(*) FROM " + table.sql());
        }
        return rows;
    }

    private static long number(DemoDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
