package io.dbferry.journeys;

import static io.dbferry.journeys.BadInputIT.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Triggers and rules that the receiver has of its own on shipped tables. */
@Timeout(120)
class TargetTriggersIT {
    private static final String STATES =
            "SELECT string_agg(tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text, ', ' ORDER BY tgrelid::regclass::text, tgname) FROM pg_trigger"
                    + " WHERE NOT tgisinternal";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.receiverConfig("on-trouble: stop");
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}, deletes: every 1 partials}");
        servers.onBoth(
                "CREATE TABLE line (id int PRIMARY KEY);"
                        + " CREATE TABLE bus (id int PRIMARY KEY, line int REFERENCES line DEFERRABLE INITIALLY DEFERRED, plate text)");
        servers.onSender(
                "INSERT INTO line VALUES (1); INSERT INTO bus VALUES (1, 1, 'AA'), (2, 1, 'BB'), (3, 1, 'CC')");
        servers.onReceiver("CREATE TABLE audit (what text);"
                + " CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " NEW.plate := 'changed'; INSERT INTO audit VALUES (TG_NAME); RETURN NEW; END $$;"
                + " CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
                + " CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " INSERT INTO audit VALUES (TG_NAME); RETURN NULL; END $$");
    }

    private void change() throws Exception {
        servers.onSender("UPDATE bus SET plate = 'DD' WHERE id = 2; DELETE FROM bus WHERE id = 3");
    }

    private void shipAndLoad(String kind) throws Exception {
        assertThat(servers.sender("dump", kind).exit()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).isEmpty();
        assertThat(load.exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void ordinaryTriggersDoNotFireAndReplicaTriggersDoAndAllAreAsBefore() throws Exception {
        servers.onReceiver("CREATE TRIGGER a BEFORE INSERT OR UPDATE ON bus FOR EACH ROW EXECUTE FUNCTION change();"
                + " CREATE TRIGGER b BEFORE DELETE ON bus FOR EACH ROW EXECUTE FUNCTION skip();"
                + " CREATE CONSTRAINT TRIGGER c AFTER INSERT ON line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
                + " EXECUTE FUNCTION note();"
                + " CREATE TRIGGER r AFTER INSERT OR UPDATE ON bus EXECUTE FUNCTION note();"
                + " CREATE TRIGGER x AFTER DELETE ON bus FOR EACH ROW EXECUTE FUNCTION note();"
                + " ALTER TABLE bus ENABLE REPLICA TRIGGER r; ALTER TABLE bus ENABLE ALWAYS TRIGGER x");
        String states = servers.receiverRowsOf("(" + STATES + ") s", "s").toString();

        shipAndLoad("complete");
        change();
        shipAndLoad("partial");
        servers.onSender("UPDATE bus SET plate = 'EE' WHERE id = 1; DELETE FROM bus WHERE id = 2");
        shipAndLoad("complete");

        assertThat(servers.receiverRowsOf("(" + STATES + ") s", "s").toString()).isEqualTo(states);
        assertThat(servers.receiverRowsOf("audit", "what"))
                .containsOnly("(r)", "(x)")
                .contains("(r)", "(x)");
    }

    @Test
    void triggersOfAPartitionedTableDoNotFireEither() throws Exception {
        servers.onBoth("CREATE TABLE stop (id int PRIMARY KEY, plate text) PARTITION BY RANGE (id);"
                + " CREATE TABLE stop_1 PARTITION OF stop FOR VALUES FROM (0) TO (10);"
                + " CREATE TABLE stop_2 PARTITION OF stop FOR VALUES FROM (10) TO (20)");
        servers.onSender("INSERT INTO stop VALUES (1, 'AA'), (11, 'BB')");
        servers.onReceiver("CREATE TRIGGER a BEFORE INSERT OR UPDATE ON stop FOR EACH ROW EXECUTE FUNCTION change();"
                + " CREATE TRIGGER b BEFORE INSERT ON stop_1 FOR EACH ROW EXECUTE FUNCTION skip();"
                + " ALTER TABLE stop_2 DISABLE TRIGGER a");
        String states = servers.receiverRowsOf("(" + STATES + ") s", "s").toString();

        shipAndLoad("complete");
        servers.onSender("UPDATE stop SET plate = 'CC'");
        shipAndLoad("partial");

        assertThat(servers.receiverRowsOf("(" + STATES + ") s", "s").toString()).isEqualTo(states);
    }

    @ParameterizedTest
    @ValueSource(strings = {"change", "skip"})
    void triggerThatChangesOrSkipsRowsIsNamedWhereItFires(String function) throws Exception {
        servers.onReceiver("CREATE TRIGGER a BEFORE INSERT OR UPDATE ON bus FOR EACH ROW EXECUTE FUNCTION " + function
                + "(); ALTER TABLE bus ENABLE ALWAYS TRIGGER a");
        String refused = ": table 'bus' is not what arrived after its rows were written: trigger 'a' of table"
                + " public.bus skipped or changed rows";
        String hint = "Let the table's owner do the load, whose ordinary triggers do not fire, or as the owner:"
                + " ALTER TABLE public.bus DISABLE TRIGGER \"a\"";
        servers.sender("dump", "complete");

        assertFails(servers.receiver("load"), 6, "cannot load complete 000001" + refused, hint);

        assertThat(servers.receiverRowsOf("bus", "id")).isEmpty();
        assertThat(servers.receiver("check").out())
                .contains("warn  triggers     trigger 'a' of table public.bus fires during loads");
        servers.onReceiver("ALTER TABLE bus DISABLE TRIGGER a");
        assertThat(servers.receiver("load").exit()).isZero();
        servers.onReceiver("ALTER TABLE bus ENABLE ALWAYS TRIGGER a");
        change();
        servers.sender("dump", "partial");

        assertFails(servers.receiver("load"), 6, "cannot load partial 000002" + refused, hint);
    }

    @Test
    void ordinaryTriggerOfATableOfAnotherOwnerFiresAndFindsItsNames() throws Exception {
        servers.onReceiver("CREATE TRIGGER a AFTER INSERT ON bus FOR EACH ROW EXECUTE FUNCTION note()");
        asRoleThatOwnsNothing();

        shipAndLoad("complete");

        assertThat(servers.receiverRowsOf("audit", "what")).hasSize(3);
        servers.onReceiver("ALTER TABLE audit RENAME TO gone");
        servers.onSender("INSERT INTO bus VALUES (4, 1, 'DD')");
        servers.sender("dump", "partial");

        assertFails(
                servers.receiver("load"),
                6,
                "cannot load partial 000002, table 'bus': relation \"audit\" does not exist, in PL/pgSQL function note() line 1"
                        + " at SQL statement",
                "Fix what the message names in this database, and the next load tries again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALSO INSERT INTO audit VALUES ('rule')", "INSTEAD NOTHING"})
    void rulesOfOwnTablesAreNotApplied(String action) throws Exception {
        servers.onReceiver("CREATE RULE i AS ON INSERT TO bus DO " + action + "; CREATE RULE u AS ON UPDATE TO bus DO "
                + action + "; CREATE RULE d AS ON DELETE TO bus DO " + action
                + "; ALTER TABLE bus ENABLE ALWAYS RULE d");
        String states = servers.receiverRowsOf("pg_rewrite WHERE ev_class = 'bus'::regclass", "rulename, ev_enabled")
                .toString();

        shipAndLoad("complete");
        change();
        servers.onSender("INSERT INTO bus VALUES (4, 1, 'DD')");
        shipAndLoad("partial");
        servers.onSender(
                "UPDATE bus SET plate = 'EE' WHERE id = 4; DELETE FROM bus WHERE id = 1; INSERT INTO bus VALUES (5, 1, 'FF')");
        shipAndLoad("complete");

        assertThat(servers.receiverRowsOf("audit", "what")).isEmpty();
        assertThat(servers.receiverRowsOf("pg_rewrite WHERE ev_class = 'bus'::regclass", "rulename, ev_enabled")
                        .toString())
                .isEqualTo(states);
        assertThat(servers.receiver("check").out()).doesNotContain("rule");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALSO INSERT INTO audit VALUES ('rule')", "INSTEAD NOTHING"})
    void ruleOfAnothersTableIsRefusedByNameBeforeAnythingIsWritten(String action) throws Exception {
        asRoleThatOwnsNothing();
        servers.onReceiver("CREATE RULE r AS ON INSERT TO bus DO " + action);
        servers.sender("dump", "complete");

        assertFails(
                servers.receiver("load"),
                6,
                "cannot load complete 000001: rule 'r' of table public.bus would change what a load writes",
                "Let the table's owner do the load, who skips its rules, or as the owner: ALTER TABLE public.bus DISABLE RULE \"r\"");

        assertThat(servers.receiver("check").out())
                .contains("warn  rules        rule 'r' of table public.bus stops each load that carries the table");
        servers.receiverConfig("tables: [bus, line]");
        asLoader();
        assertThat(servers.receiver("check").exit()).isEqualTo(6);
        servers.onReceiver("ALTER TABLE bus DISABLE RULE r");
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private void asRoleThatOwnsNothing() throws Exception {
        servers.onReceiver("DO $$ BEGIN IF to_regrole('loader') IS NULL THEN CREATE ROLE loader LOGIN; END IF; END $$;"
                + " GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO loader;"
                + " CREATE SCHEMA dbferry AUTHORIZATION loader");
        asLoader();
    }

    private void asLoader() throws IOException {
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(config, Files.readString(config).replace("postgres@", "loader@"));
    }
}
