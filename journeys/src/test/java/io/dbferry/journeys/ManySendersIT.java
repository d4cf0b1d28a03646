package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams whose tables have other names in the receiver's database. */
class ManySendersIT {
    private static final int SENDERS = 50;

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void tables() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onSender("CREATE TABLE item (id int PRIMARY KEY, n int, updated_at timestamptz DEFAULT now());"
                + " INSERT INTO item SELECT i, i FROM generate_series(1, 3) i");
    }

    private void receivingSchema(String schema) throws Exception {
        servers.onReceiver("CREATE SCHEMA " + schema + "; CREATE TABLE " + schema
                + ".item (id int PRIMARY KEY, n int, updated_at timestamptz)");
    }

    private void configs(String stream, String map) throws IOException {
        for (String role : new String[] {"sender", "receiver"}) {
            Files.createDirectories(folder.resolve(stream + "-depot"));
            Files.writeString(
                    folder.resolve(stream + "-" + role + ".yaml"),
                    "role: %s\nstream: %s\ndatabase: {url: \"%s\"}\ndepot: %s\nwork: %s\nkeep: {free-space: 1MB}\n%s\n"
                            .formatted(
                                    role,
                                    stream,
                                    role.equals("sender") ? servers.senderUrl() : servers.receiverUrl(),
                                    folder.resolve(stream + "-depot"),
                                    folder.resolve(stream + "-" + role),
                                    role.equals("sender")
                                            ? "partial: {minutes: 10}"
                                            : "name: viz\ntrust: {unsigned: accept}\nmap: " + map));
        }
    }

    private TwoServers.Run run(String config, String... command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] args = Stream.concat(
                        Stream.of("--config", folder.resolve(config + ".yaml").toString()), Stream.of(command))
                .toArray(String[]::new);
        int exit = Main.run(new PrintWriter(out), new PrintWriter(err), args);
        return new TwoServers.Run(exit, out.toString(), err.toString());
    }

    private void assertWell(TwoServers.Run run) {
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }

    @Test
    void fiftyStreamsFillOneDatabase() throws Exception {
        servers.onReceiver("DO $$ BEGIN FOR i IN 1..50 LOOP EXECUTE format('CREATE SCHEMA app%s CREATE TABLE item"
                + " (id int PRIMARY KEY, n int, updated_at timestamptz)', i); END LOOP; END $$");
        for (int i = 1; i <= SENDERS; i++) {
            String stream = "app" + i;
            configs(stream, "{\"public.*\": " + stream + ".*}");
            assertWell(run(stream + "-sender", "dump", "complete"));
            assertWell(run(stream + "-receiver", "load"));
        }
        servers.onSender("UPDATE item SET n = 7, updated_at = now() WHERE id = 2; INSERT INTO item VALUES (4, 4)");
        for (String stream : List.of("app1", "app50")) {
            assertWell(run(stream + "-sender", "dump", "partial"));
            assertWell(run(stream + "-receiver", "load"));
            assertThat(servers.receiverRowsOf(stream + ".item", "id, n"))
                    .containsExactly("(1,1)", "(2,7)", "(3,3)", "(4,4)");
        }
        assertThat(servers.receiverRowsOf("app2.item", "id, n")).containsExactly("(1,1)", "(2,2)", "(3,3)");
        assertThat(servers.receiverRowsOf("dbferry.table_streams", "count(*)")).containsExactly("(50)");
    }

    @Test
    void rowsThatDifferAndTablesThatStandStillAreAskedForByTheSendersNames() throws Exception {
        receivingSchema("app1");
        configs("app1", "{\"public.*\": app1.*}");
        assertWell(run("app1-sender", "dump", "complete"));
        assertWell(run("app1-receiver", "load"));
        servers.onReceiver("UPDATE app1.item SET n = 99 WHERE id = 1");
        assertThat(run("app1-receiver", "verify").exit()).isEqualTo(6);
        assertWell(run("app1-sender", "dump", "partial"));
        assertWell(run("app1-receiver", "load"));
        assertThat(servers.receiverRowsOf("app1.item", "id, n")).containsExactly("(1,1)", "(2,2)", "(3,3)");
        assertWell(run("app1-receiver", "verify"));
    }

    @Test
    void twoStreamsIntoOneTableAreRefusedByCheckAndLoad() throws Exception {
        receivingSchema("app1");
        configs("app1", "{\"public.*\": app1.*}");
        configs("app2", "{item: app1.item}");
        assertWell(run("app1-sender", "dump", "complete"));
        assertWell(run("app1-receiver", "load"));
        assertWell(run("app2-sender", "dump", "complete"));
        TwoServers.Run check = run("app2-receiver", "check");
        assertThat(check.exit()).isEqualTo(6);
        assertThat(check.out()).contains("no shipment is loaded: stream 'app1' fills table 'app1.item' here");
        TwoServers.Run load = run("app2-receiver", "load");
        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err())
                .contains("cannot load complete 000001: stream 'app1' fills table 'app1.item' here")
                .contains("DELETE FROM dbferry.table_streams WHERE stream = 'app1'");
        servers.onReceiver("DELETE FROM dbferry.table_streams WHERE stream = 'app1'");
        assertWell(run("app2-receiver", "load"));
        assertThat(run("app1-receiver", "check").exit()).isEqualTo(6);
    }

    @Test
    void twoTablesOfOneSenderIntoOneAreRefused() throws Exception {
        receivingSchema("app1");
        servers.onSender("CREATE SCHEMA app1; CREATE TABLE app1.item (id int PRIMARY KEY)");
        configs("app1", "{\"public.*\": app1.*}");
        Path config = folder.resolve("app1-sender.yaml");
        Files.writeString(config, Files.readString(config) + "tables: [\"public.*\", \"app1.*\"]\n");
        assertWell(run("app1-sender", "dump", "complete"));
        TwoServers.Run load = run("app1-receiver", "load");
        assertThat(load.exit()).isEqualTo(6);
        assertThat(load.err())
                .contains("map in the config gives table 'app1.item' the name 'app1.item', which is that of the"
                        + " sender's 'item' too");
    }
}
