package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that name no schemas, as those that most applications write. */
@Timeout(120)
class NamesInFunctionsIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @ParameterizedTest(name = "{0} rows")
    @ValueSource(ints = {3, 11_000})
    void checksDomainsComputedColumnsIndexesAndDefaultsFindTheirFunctions(int rows) throws Exception {
        begin("""
                CREATE SCHEMA app;
                CREATE FUNCTION app.base(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper(t)';
                CREATE FUNCTION app.norm(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN base(t); END';
                CREATE DOMAIN word AS text CHECK (app.norm(VALUE) <> 'BAD');
                CREATE TABLE checked (id int PRIMARY KEY, v text CHECK (app.norm(v) <> 'BAD'), w word);
                CREATE UNIQUE INDEX ON checked (app.norm(v));
                CREATE TABLE computed (id int PRIMARY KEY, v text, n text GENERATED ALWAYS AS (app.norm(v)) STORED);
                CREATE INDEX ON computed (app.norm(v)) WHERE app.norm(v) IS NOT NULL;
                CREATE TABLE keyless (v text); CREATE INDEX ON keyless (app.norm(v));
                CREATE TABLE named (id int PRIMARY KEY, r regclass, p regprocedure)""");
        servers.onReceiver("ALTER TABLE computed ADD mine text DEFAULT app.norm('mine')");
        servers.onSender("INSERT INTO checked SELECT g, 'v' || g, 'w' FROM generate_series(1, " + rows + ") g;"
                + " INSERT INTO computed (id, v) SELECT g, 'v' || g FROM generate_series(1, " + rows + ") g;"
                + " INSERT INTO keyless SELECT v FROM computed;"
                + " INSERT INTO named VALUES (1, 'checked', 'app.norm(text)')");

        ship("complete");
        servers.onSender(
                "UPDATE checked SET v = 'x', w = 'y' WHERE id = 1; INSERT INTO computed (id, v) VALUES (0, 'new');"
                        + " DELETE FROM computed WHERE id = 2; UPDATE named SET r = 'keyless'");
        ship("partial");
        servers.onSender(
                "UPDATE checked SET v = 'z', w = 'z' WHERE id = 2; INSERT INTO computed (id, v) VALUES (-1, 'newer');"
                        + " INSERT INTO keyless VALUES ('other'); UPDATE named SET r = 'computed'");
        ship("complete");
        assertThat(servers.receiverRowsOf("computed WHERE id < 1", "id, mine"))
                .containsExactly("(-1,MINE)", "(0,MINE)");
    }

    @Test
    void namesThatThePathDecidesAreComparedAsShippedWhereATriggerFires() throws Exception {
        begin("CREATE SCHEMA app; CREATE TABLE app.named (id int PRIMARY KEY, r regclass)");
        servers.onReceiver("CREATE TABLE app.seen (id int);"
                + " CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " INSERT INTO seen VALUES (NEW.id); RETURN NEW; END $$;"
                + " CREATE TRIGGER t BEFORE INSERT OR UPDATE ON app.named FOR EACH ROW EXECUTE FUNCTION app.note();"
                + " ALTER TABLE app.named ENABLE ALWAYS TRIGGER t");
        servers.onSender("INSERT INTO app.named VALUES (1, 'app.named')");

        ship("complete");
        servers.onSender("UPDATE app.named SET id = 2; INSERT INTO app.named VALUES (3, 'app.named')");
        ship("complete");

        assertThat(servers.receiverRowsOf("app.seen", "id")).containsExactly("(1)", "(2)", "(3)");
    }

    private void begin(String tables) throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        servers.senderConfig(
                "tables: ['*.*']\npartial: {tables: {\"*\": {strategy: scan}}, deletes: every 1 partials}");
        String path =
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = app, public', current_database()); END $$;";
        servers.onBoth(path);
        servers.onBoth(tables);
    }

    private void ship(String kind) throws Exception {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).isEmpty();
        assertThat(load.exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }
}
