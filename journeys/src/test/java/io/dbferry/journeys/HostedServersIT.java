package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing needs a superuser: on either side a role like that which a hosted server gives its customer, who owns the database, may have
 * {@code REPLICATION}, and cannot touch the server's files or settings.
 */
class HostedServersIT {
    private static final String OWNER = "hosted_owner";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void databasesOfACustomer() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        String role = "DO $$ BEGIN CREATE ROLE hosted_owner LOGIN NOSUPERUSER CREATEDB CREATEROLE REPLICATION;"
                + " EXCEPTION WHEN duplicate_object THEN END $$;";
        String database =
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO hosted_owner', current_database()); END $$;";
        servers.onBoth(role + database);
        servers.onReceiver("ALTER ROLE hosted_owner NOREPLICATION");
        sender("scan", "");
        servers.receiverConfig("schema: follow");
        asOwner("receiver.yaml");
        onSender("CREATE EXTENSION IF NOT EXISTS citext;"
                + " CREATE TABLE line (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name citext UNIQUE, boss int REFERENCES line);"
                + " CREATE TABLE trip (id serial PRIMARY KEY, line int REFERENCES line, note text, at timestamptz DEFAULT now());"
                + " INSERT INTO line (name, boss) SELECT 'L' || i, nullif(i / 2, 0) FROM generate_series(1, 40) i;"
                + " INSERT INTO trip (line, note) SELECT 1 + i % 40, 'n' || i FROM generate_series(1, 3000) i");
        servers.onReceiver("CREATE EXTENSION IF NOT EXISTS citext");
        ship("complete", 0);
    }

    @AfterEach
    void dropSlot() throws Exception {
        servers.onSender(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = 'hosted'");
    }

    @Test
    void anOwnerWithoutSuperuserShipsAndLoadsAll() throws Exception {
        assertThat(servers.sender("check").out()).doesNotContain("fail");
        assertThat(servers.receiver("check").out()).doesNotContain("fail");
        change();
        ship("partial", 0);

        sender("log", "log: {slot: hosted, publication: hosted}");
        assertThat(servers.sender("check", "--fix").out()).doesNotContain("fail");
        ship("complete", 0);
        change();
        ship("partial", 0);
        onSender("TRUNCATE trip");
        ship("partial", 0);

        onSender(
                "ALTER TABLE trip ADD COLUMN seats int NOT NULL DEFAULT 4; CREATE TABLE stop (id int PRIMARY KEY, name text);"
                        + " INSERT INTO stop VALUES (1, 'a'); INSERT INTO trip (line, seats) VALUES (1, 5);"
                        + " ALTER PUBLICATION hosted ADD TABLE ONLY stop");
        ship("partial", 0);
        ship("complete", 0);
        servers.onReceiver("UPDATE line SET name = 'altered' WHERE id = 7");
        TwoServers.Run verify = servers.receiver("verify");
        assertThat(verify.out()).contains("table 'line'");
        ship("complete", 0);
        assertThat(servers.receiver("verify").exit()).isZero();
    }

    @Test
    void ordinaryTriggersOfTheReceiverDoNotFire() throws Exception {
        servers.onReceiver("CREATE TABLE heard (line int);"
                + " CREATE FUNCTION hear() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO heard VALUES (new.id); RETURN new; END $$;"
                + " CREATE TRIGGER hear AFTER UPDATE ON line FOR EACH ROW EXECUTE FUNCTION hear();"
                + " ALTER TABLE heard OWNER TO hosted_owner");
        change();
        ship("partial", 0);
        assertThat(servers.receiverRowsOf("heard", "count(*)")).containsExactly("(0)");
    }

    @Test
    void aRoleThatMayUseSlotsByMembershipIsNotSentToASuperuser() throws Exception {
        servers.onSender("DO $$ BEGIN CREATE ROLE rds_replication; EXCEPTION WHEN duplicate_object THEN END $$;"
                + " ALTER ROLE hosted_owner NOREPLICATION; GRANT rds_replication TO hosted_owner");
        try {
            sender("log", "log: {slot: hosted, publication: hosted}");
            assertThat(servers.sender("check").out())
                    .contains("there is no replication slot 'hosted'")
                    .doesNotContain("may not use replication slots");
            servers.onSender("REVOKE rds_replication FROM hosted_owner");
            assertThat(servers.sender("check").out())
                    .contains(
                            "role \"hosted_owner\" may not use replication slots",
                            "HINT: As the server's master user: GRANT rds_replication TO \"hosted_owner\"");
        } finally {
            servers.onSender("DROP ROLE rds_replication; ALTER ROLE hosted_owner REPLICATION");
        }
    }

    /** Updates, deletes, new rows, a changed key. */
    private void change() throws Exception {
        onSender("UPDATE line SET name = name || 'x' WHERE id % 3 = 0; DELETE FROM trip WHERE id % 5 = 0;"
                + " INSERT INTO trip (line, note) SELECT 1 + i, NULL FROM generate_series(1, 20) i;"
                + " UPDATE trip SET id = -id WHERE id % 7 = 0");
    }

    private void sender(String strategy, String log) throws IOException {
        servers.senderConfig(
                "partial: {deletes: every 1 partials, tables: {'*': {strategy: " + strategy + "}}}\n" + log);
        asOwner("sender.yaml");
    }

    private void asOwner(String config) throws IOException {
        Path path = folder.resolve(config);
        Files.writeString(
                path, Files.readString(path).replace("postgresql://postgres@", "postgresql://" + OWNER + "@"));
    }

    /** As the application, which connects as the owner too. */
    private void onSender(String sql) throws SQLException {
        servers.onSender("SET ROLE " + OWNER + "; " + sql);
    }

    private void ship(String kind, int exit) throws SQLException {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isEqualTo(exit);
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }
}
