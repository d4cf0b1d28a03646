package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables are left out by {@code exclude}, on either side; one that cannot travel is named, with that remedy. */
class ExcludedTablesIT {
    private static final String SCAN = "partial: {tables: {'*': {strategy: scan}}}\n";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void tables() throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        servers.onBoth(
                "CREATE TABLE bus (id integer PRIMARY KEY, b bytea); CREATE TABLE big (id integer PRIMARY KEY, b bytea)");
        servers.onSender("INSERT INTO bus VALUES (1, 'x'); INSERT INTO big VALUES (1, 'x')");
    }

    @Test
    void aTableThatTheSenderExcludesDoesNotTravel() throws Exception {
        servers.senderConfig(SCAN + "exclude: ['b[a-i]*|none']");

        assertThat(servers.sender("dump", "complete").err()).isEmpty();
        assertThat(servers.receiver("load").err()).isEmpty();

        assertThat(servers.receiverRowsOf("bus", "id")).containsExactly("(1)");
        assertThat(servers.receiverRowsOf("big", "id")).isEmpty();
    }

    @Test
    void aTableThatTheReceiverExcludesIsLeftAlone() throws Exception {
        servers.senderConfig(SCAN);
        servers.receiverConfig("exclude: [big]");
        servers.onReceiver("INSERT INTO big VALUES (9)");

        assertThat(servers.sender("dump", "complete").err()).isEmpty();
        assertThat(servers.receiver("load").err()).isEmpty();

        assertThat(servers.receiverRowsOf("bus", "id")).containsExactly("(1)");
        assertThat(servers.receiverRowsOf("big", "id")).containsExactly("(9)");
    }

    @Test
    void excludingAllTablesIsAnError() throws Exception {
        servers.senderConfig("exclude: ['*']");

        TwoServers.Run dump = servers.sender("dump", "complete");

        assertThat(dump.exit()).isEqualTo(2);
        assertThat(dump.err())
                .isEqualTo("cannot choose tables: exclude names all that could be shipped\n"
                        + "HINT: Name fewer tables with exclude in the config\n");
    }

    /** The tests' own memory is 256 MB, as the launcher's is. */
    @Test
    void aRowTooLargeForMemoryIsNamedAndTheTableCanBeExcluded() throws Exception {
        servers.senderConfig(SCAN);
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        servers.onSender("INSERT INTO big VALUES (7, decode(repeat('00ff10a5', 52428800), 'hex'))");
        String says =
                "cannot ship table 'big': it cannot be read: the row with id = 7 is too large, about 400 MB of text;"
                        + " all other tables travel\n"
                        + "HINT: Store such values as files, or leave the table out: exclude: ['\"big\"']; then run 'dbferry dump"
                        + " complete', which tries it again\n";

        TwoServers.Run partial = servers.sender("dump", "partial");
        assertThat(partial.err())
                .isEqualTo("warning: table 'big' is not shipped by itself any more; receivers keep the rows that they"
                        + " have\n" + says);
        assertThat(partial.exit()).isEqualTo(3);

        TwoServers.Run complete = servers.sender("dump", "complete");
        assertThat(complete.err()).isEqualTo(says);
        assertThat(complete.exit()).isEqualTo(3);

        servers.senderConfig(SCAN + "exclude: ['\"big\"']");
        servers.onSender("INSERT INTO bus VALUES (2, 'y')");
        assertThat(servers.sender("dump", "partial").err()).isEmpty();
    }

    @Test
    void aRowWhoseBytesAreNoTextIsNamed() throws Exception {
        PostgresServer server = PostgresServer.of(15);
        server.execute("postgres", "DROP DATABASE IF EXISTS any_bytes");
        server.execute(
                "postgres",
                "CREATE DATABASE any_bytes ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        server.execute(
                "any_bytes",
                "CREATE TABLE bus (id integer PRIMARY KEY, v text);"
                        + "INSERT INTO bus VALUES (1, 'x'), (3, 'caf' || chr(233)), (4, 'y')");
        Path config = folder.resolve("sender.yaml");
        Files.writeString(config, Files.readString(config).replace(servers.senderUrl(), server.url("any_bytes")));

        TwoServers.Run dump = servers.sender("dump", "complete");

        assertThat(dump.err())
                .isEqualTo("cannot read table 'bus': the row with id = 3 has bytes that are not text in UTF-8\n"
                        + "HINT: Correct the value there, or leave the table out: exclude: ['\"bus\"']\n");
        assertThat(dump.exit()).isEqualTo(3);
    }
}
