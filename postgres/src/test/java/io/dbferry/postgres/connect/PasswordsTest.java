package io.dbferry.postgres.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordsTest {
    private static final DatabaseUrl URL = DatabaseUrl.parse("postgresql://app@db:6432/transapp");

    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path home;

    @Test
    void passwordFileWinsOverEnvironmentAndPgPass() throws IOException {
        pgPass("*:*:*:*:from-pgpass");
        Path file = Files.writeString(home.resolve("password"), "from-file\nsecond line\n");

        assertThat(find(Optional.of(file), Map.of("PGPASSWORD", "from-environment")))
                .contains("from-file");
    }

    @Test
    void environmentWinsOverPgPass() throws IOException {
        pgPass("*:*:*:*:from-pgpass");

        assertThat(find(Optional.empty(), Map.of("PGPASSWORD", "from-environment")))
                .contains("from-environment");
        assertThat(find(Optional.empty(), Map.of("PGPASSWORD", ""))).contains("from-pgpass");
    }

    @Test
    void pgPassFileVariableNamesAnotherFile() throws IOException {
        pgPass("*:*:*:*:home");
        Path other = Files.move(pgPass("*:*:*:*:other"), home.resolve("other"));

        assertThat(find(Optional.empty(), Map.of("PGPASSFILE", other.toString())))
                .contains("other");
    }

    @Test
    void nothingAnywhereIsNoPassword() {
        assertThat(find(Optional.empty(), Map.of())).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            db:6432:transapp:app:secret      | secret
            *:*:*:app:secret                 | secret
            db:5432:transapp:app:secret      | none
            db:*:transapp:other:secret       | none
            db:*:other:app:secret            | none
            localhost:*:*:*:secret           | none
            d\\b:6432:*:*:a\\:b\\\\c         | a:b\\c
            db:6432:transapp                 | none
            """)
    void pgPassLinesMatchAsInLibpq(String line, String password) throws IOException {
        pgPass(line);

        assertThat(find(Optional.empty(), Map.of())).isEqualTo(Optional.ofNullable(password));
    }

    @Test
    void firstMatchingPgPassLineCounts() throws IOException {
        pgPass("#*:*:*:*:comment\n*:*\nother:*:*:*:no\ndb:*:*:*:first\n*:*:*:*:second");

        assertThat(find(Optional.empty(), Map.of())).contains("first");
    }

    @Test
    void pgPassLineForLocalhostIsForUnixSocketsToo() throws IOException {
        pgPass("localhost:*:*:*:secret");
        DatabaseUrl socket = DatabaseUrl.parse("postgresql:///db?host=/var/run/postgresql");

        assertThat(passwords(Optional.empty(), Map.of()).find(socket)).contains("secret");
    }

    @Test
    void pgPassThatOthersCanReadIsNotUsed() throws IOException {
        Path file = pgPass("*:*:*:*:secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(find(Optional.empty(), Map.of())).isEmpty();
        assertThat(warnings)
                .containsExactly("password file '" + file
                        + "' is not used: its group or others have access to it; run chmod 600");
    }

    @Test
    void missingPasswordFileIsAFailure() {
        Path file = home.resolve("missing");

        assertThatThrownBy(() -> find(Optional.of(file), Map.of("PGPASSWORD", "other")))
                .isInstanceOfSatisfying(DbferryException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.CONFIG);
                    assertThat(e.hint())
                            .isEqualTo("Write the password into its first line, or remove database.password-file");
                })
                .hasMessage("cannot read password file '" + file + "': the file does not exist");
    }

    @Test
    void emptyPasswordFileIsAFailure() throws IOException {
        Path file = Files.writeString(home.resolve("empty"), "\nsecret\n");

        assertThatThrownBy(() -> find(Optional.of(file), Map.of()))
                .hasMessage("cannot read password file '" + file + "': its first line is empty");
    }

    private Optional<String> find(Optional<Path> file, Map<String, String> environment) {
        return passwords(file, environment).find(URL);
    }

    private Passwords passwords(Optional<Path> file, Map<String, String> environment) {
        return new Passwords(file, environment, home, warnings::add);
    }

    private Path pgPass(String lines) throws IOException {
        Path file = Files.writeString(home.resolve(".pgpass"), lines);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
