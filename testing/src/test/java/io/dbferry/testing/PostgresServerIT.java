package io.dbferry.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresServerIT {
    @ParameterizedTest
    @ValueSource(ints = {14, 15, 18})
    void servesTheMajorVersionThatWasAskedFor(int major) throws SQLException {
        PostgresServer server = PostgresServer.of(major);
        try (Connection connection = server.connect(server.createDatabase("fresh"))) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(major);
        }
        assertThat(Files.exists(server.socketFolder().resolve(".s.PGSQL." + server.port())))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 18})
    void rolesMustGiveTheirPassword(int major) throws SQLException {
        PostgresServer server = PostgresServer.of(major);
        server.createRole("app", "right");
        server.createRole("app", "right");
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres";

        DriverManager.getConnection(url, "app", "right").close();

        assertThatThrownBy(() -> DriverManager.getConnection(url, "app", "wrong"))
                .hasMessageContaining("password authentication failed for user \"app\"");
    }
}
