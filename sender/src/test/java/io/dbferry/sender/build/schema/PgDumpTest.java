package io.dbferry.sender.build.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.connect.DatabaseUrl;
import io.dbferry.sender.build.schema.PgDump.Section;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How pg_dump is called, by a program in its place. */
class PgDumpTest {
    private static final Database DATABASE = new Database(
            DatabaseUrl.parse("postgresql://app@db:5433/x?sslmode=verify-full"),
            () -> Optional.of("secret word"),
            Failure.SOURCE_DATABASE,
            "dbferry");

    @TempDir
    private Path folder;

    @Test
    void passwordIsInTheEnvironmentAndNotAmongTheArguments() throws Exception {
        PgDump program = program("echo \"$@\"; env | grep ^PG | sort");
        StringBuilder said = new StringBuilder();

        program.dump(
                DATABASE,
                Section.PRE_DATA,
                "00000003-1",
                sql -> said.append(new String(sql.readAllBytes(), StandardCharsets.UTF_8)));

        String arguments = said.toString().lines().findFirst().orElseThrow();
        assertThat(arguments)
                .contains("--schema-only --section=pre-data", "--snapshot=00000003-1", "--no-owner --no-privileges")
                .doesNotContain("secret");
        assertThat(said.toString().lines().skip(1))
                .containsExactly(
                        "PGAPPNAME=dbferry",
                        "PGDATABASE=x",
                        "PGHOST=db",
                        "PGPASSWORD=secret word",
                        "PGPORT=5433",
                        "PGSSLMODE=verify-full",
                        "PGUSER=app");
    }

    @Test
    void failureSaysWhatTheProgramSaid() throws Exception {
        PgDump program = program("echo 'pg_dump: error: no luck' >&2; exit 1");

        assertThatThrownBy(() -> program.dump(DATABASE, Section.POST_DATA, null, sql -> sql.readAllBytes()))
                .isInstanceOf(DbferryException.class)
                .hasMessage("cannot dump the schema with '" + program.program()
                        + "': it ended with 1: pg_dump: error: no luck");
    }

    private PgDump program(String script) throws Exception {
        Path file = folder.resolve("pg_dump");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new PgDump(file, 15);
    }
}
