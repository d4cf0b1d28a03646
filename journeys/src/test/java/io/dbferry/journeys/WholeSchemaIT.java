package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where all tables are shipped, {@code database.sql.zst} makes the whole database, as pg_dump sees it, and each row where it was. */
class WholeSchemaIT {
    private static final String ALL = "tables: ['*.*']\npartial: {minutes: 10}";

    /** Of each heap its rows, and of each sequence its state. */
    private static final String CONTENT = """
            SELECT format('SELECT %L || '' '' || %s FROM ONLY %s t ORDER BY 1', c.oid::regclass,
                          CASE c.relkind WHEN 'S' THEN 'last_value || '' '' || is_called' ELSE 't::text' END, c.oid::regclass)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE (c.relkind IN ('r', 'S') OR c.relkind = 'm' AND c.relispopulated) AND n.nspname IN ('app', 'public')
            ORDER BY c.oid::regclass::text""";

    @TempDir
    private Path folder;

    private TwoServers servers;
    private Path pgDump;

    @BeforeEach
    void zoo() throws Exception {
        pgDump = RequiredProgram.find("pg_dump");
        servers = TwoServers.in(folder, 15, 15);
        servers.senderConfig(ALL);
        for (String script : List.of("zoo-schema.sql", "zoo-rows.sql")) {
            Path file = Path.of(Objects.requireNonNull(WholeSchemaIT.class.getResource(script))
                    .toURI());
            ChildProcess.run(
                            RequiredProgram.find("psql"),
                            "-Xq",
                            "-v",
                            "ON_ERROR_STOP=1",
                            "-f",
                            file.toString(),
                            servers.senderUrl())
                    .succeeded();
        }
    }

    @Test
    void restoredDatabaseIsWhatPgDumpSees() throws Exception {
        TwoServers.Run dump = servers.sender("dump", "complete");
        assertThat(dump.err()).isEmpty();

        PsqlRestore.into(servers, servers.receiverUrl());

        assertThat(schema(servers.receiverUrl())).isEqualTo(schema(servers.senderUrl()));
        try (Connection source = servers.connectSender();
                Connection target = servers.connectReceiver()) {
            assertThat(PsqlRestore.linesOfEach(target, CONTENT))
                    .isEqualTo(PsqlRestore.linesOfEach(source, CONTENT))
                    .isNotEmpty();
        }
    }

    @Test
    void restoredDatabaseIsInStepWithTheShipmentThatMadeIt() throws Exception {
        servers.sender("dump", "complete");
        PsqlRestore.into(servers, servers.receiverUrl());
        servers.onReceiver("DROP RULE twice ON app.log");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err()).isEmpty();
        assertThat(load.out()).startsWith("applied complete 000001: 0 rows inserted, 0 updated, 0 deleted");
    }

    @Test
    void checkSaysWhichSchemaTravels() throws Exception {
        assertThat(servers.sender("check").out()).contains("pg_dump dumps the whole schema\n");

        servers.senderConfig("tables: ['app.*']\npartial: {minutes: 10}");
        assertThat(servers.sender("check").out())
                .contains(
                        "ok    schema       database.sql.zst has the schema of its tables alone, without functions, views and"
                                + " triggers: table 'only_public' is not shipped, and others may need it\n");

        servers.senderConfig(ALL + "\nschema: tables");
        assertThat(servers.sender("check").out())
                .contains(
                        "ok    schema       database.sql.zst has the schema of its tables alone, without functions, views and"
                                + " triggers: the config says so\n");
    }

    @Test
    void schemaOfTablesAloneHasTheExtensionsThatDefaultsAndIndexesNeed() throws Exception {
        servers.onSender("DROP SCHEMA app CASCADE; CREATE SCHEMA ext; CREATE EXTENSION pg_trgm SCHEMA ext;"
                + " CREATE TABLE t (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), v text); CREATE TABLE u (id int PRIMARY KEY);"
                + " CREATE INDEX ON t USING gin (v ext.gin_trgm_ops); CREATE INDEX ON t (ext.show_trgm(v));"
                + " INSERT INTO t (v) VALUES ('a'); INSERT INTO u VALUES (1)");
        servers.senderConfig("schema: tables");
        assertThat(servers.sender("dump", "complete").err()).isEmpty();

        PsqlRestore.into(servers, servers.receiverUrl());

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private List<String> schema(String url) {
        return ChildProcess.run(pgDump, "--schema-only", "-d", url)
                .succeeded()
                .lines()
                .filter(line -> !line.startsWith("\\restrict ") && !line.startsWith("\\unrestrict "))
                .toList();
    }
}
