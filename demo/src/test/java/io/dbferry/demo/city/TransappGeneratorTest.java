package io.dbferry.demo.city;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.demo.DemoProof;
import io.dbferry.demo.servers.DemoDatabase;
import io.dbferry.demo.servers.DemoPostgres;
import io.dbferry.demo.servers.PostgresBinaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransappGeneratorTest {
    private static final Instant END = Instant.parse("2026-11-23T03:00:00.123456789Z");

    @TempDir
    Path folder;

    @Test
    void sameSeedGivesTheSameCityAndAnotherSeedAnother() throws Exception {
        PostgresBinaries binaries = PostgresBinaries.unpack(folder.resolve("postgresql"));
        try (DemoPostgres server = DemoPostgres.start(binaries, folder.resolve("server"))) {
            City first = city(server, "first", 1);
            City second = city(server, "second", 1);
            City other = city(server, "other", 2);

            DemoProof same = DemoProof.of(first.database, second.database, first.media, second.media);
            assertThat(same.equal()).isTrue();
            assertThat(same.tables())
                    .hasSize(17)
                    .allMatch(table -> table.sender().count() > 0);
            assertThat(same.media()).isEqualTo(new DemoProof.Media(300, 300, true));
            DemoProof different = DemoProof.of(first.database, other.database, first.media, other.media);
            assertThat(different.equal()).isFalse();
            assertThat(different.media().equal()).isFalse();
        }
    }

    private City city(DemoPostgres server, String name, long seed) throws SQLException, IOException {
        try (Connection connection = server.superuser().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        DemoDatabase superuser = server.superuser();
        City city = new City(
                superuser.as(name, superuser.user(), superuser.password()),
                Files.createDirectories(folder.resolve(name)));
        TransappGenerator generator = new TransappGenerator(seed, END);
        generator.drawImages(city.media);
        try (Connection connection = city.database.connect()) {
            TransappSchema.createTables(connection);
            generator.fill(connection);
            TransappSchema.createKeys(connection);
        }
        return city;
    }

    private record City(DemoDatabase database, Path media) {}
}
