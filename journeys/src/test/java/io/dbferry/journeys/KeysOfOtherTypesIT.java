package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys whose type and operators come from outside of PostgreSQL, as those of extensions do: made here by hand. */
class KeysOfOtherTypesIT {
    /** {@code own.word} is a text whose case does not count, as citext; {@code own.tag} is one only where it is asked to be. */
    private static final String TYPES = "CREATE SCHEMA own;"
            + type("word", "lower", "CREATE CAST (own.word AS text) WITHOUT FUNCTION AS IMPLICIT;")
            + type("tag", "upper", "CREATE CAST (own.tag AS text) WITHOUT FUNCTION;")
            + "CREATE DOMAIN mail AS own.word CHECK (VALUE IS NOT NULL);";

    private static final String SCAN = "partial: {tables: {'*': {strategy: scan}}, deletes: every 1 partials}";

    private static final String TABLES = """
            CREATE TABLE person (mail mail PRIMARY KEY, nick own.word UNIQUE, boss own.word REFERENCES person, v text);
            CREATE TABLE post (author own.word REFERENCES person, tag own.tag, n integer, v text,
                               PRIMARY KEY (tag, author, n));
            CREATE TABLE scale (steps numeric(6,2)[] PRIMARY KEY, marks numeric[], v text);
            """;

    @TempDir
    private Path folder;

    @Test
    void scanFindsRowsByTheKeysOwnOperators() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 15);
        servers.senderConfig(SCAN);
        carriesChanges(servers);
    }

    @Test
    void logFindsRowsByTheKeysOwnOperators() throws Exception {
        try (LogServers log = LogServers.in(folder, 15, "{'*': {strategy: log}}")) {
            log.servers.onBoth(TYPES + TABLES);
            log.fix();
            carriesChanges(log.servers);
        }
    }

    private static void carriesChanges(TwoServers servers) throws Exception {
        fill(servers);
        servers.onSender("UPDATE scale SET marks = '{2.50,NaN}', v = 'new'");
        servers.onSender("UPDATE person SET mail = 'ann' WHERE v = 'a'; UPDATE post SET v = 'new' WHERE n = 1;"
                + " DELETE FROM post WHERE n = 2; UPDATE person SET nick = 'x' WHERE v = 'a';"
                + " UPDATE person SET nick = 'ONE' WHERE v = 'b'; UPDATE person SET nick = 'TWO' WHERE v = 'a'");
        ship(servers, "partial");

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(servers.receiverRowsOf("person", "mail, own")).containsExactly("(Bob,7)", "(ann,7)");
    }

    @Test
    void aCompleteUpdatesARowWhoseKeyOnlyLooksOther() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig(SCAN);
        fill(servers);
        servers.onSender("UPDATE person SET mail = 'ANN' WHERE v = 'a'; DELETE FROM post WHERE n = 1");
        ship(servers, "complete");

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(servers.receiverRowsOf("person", "mail, own")).containsExactly("(ANN,7)", "(Bob,7)");
    }

    /** The receiver's table need not have the sender's primary key. */
    @Test
    void aReceiverWithoutThatKeyTakesTheTypesOwnOperator() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig(SCAN);
        fill(servers);
        servers.onReceiver(
                "ALTER TABLE post DROP CONSTRAINT post_author_fkey; ALTER TABLE person"
                        + " DROP CONSTRAINT person_boss_fkey, DROP CONSTRAINT person_pkey; ALTER TABLE post DROP CONSTRAINT post_pkey");
        servers.onSender("UPDATE person SET mail = 'ann' WHERE v = 'a'; DELETE FROM post WHERE n = 2");
        ship(servers, "partial");

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(servers.receiverRowsOf("person", "mail, own")).containsExactly("(Bob,7)", "(ann,7)");
    }

    private static void fill(TwoServers servers) throws Exception {
        if (servers.senderRows().isEmpty()) {
            servers.onBoth(TYPES + TABLES);
        }
        servers.onReceiver("ALTER TABLE person ADD COLUMN own integer");
        servers.onSender("INSERT INTO person VALUES ('Ann', 'one', NULL, 'a'), ('Bob', 'two', 'ANN', 'b');"
                + " INSERT INTO post VALUES ('BOB', 'x', 1, 'old'), ('ann', 'y', 2, 'old');"
                + " INSERT INTO scale VALUES ('{1.50,NULL}', '{1}', 'old')");
        ship(servers, "complete");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        servers.onReceiver("UPDATE person SET own = 7");
    }

    private static void ship(TwoServers servers, String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(load.out()).startsWith("applied " + kind);
    }

    private static String type(String name, String fold, String cast) {
        StringBuilder sql = new StringBuilder("""
                CREATE TYPE own.T;
                CREATE FUNCTION own.T_in(cstring) RETURNS own.T LANGUAGE internal IMMUTABLE STRICT AS 'textin';
                CREATE FUNCTION own.T_out(own.T) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
                CREATE TYPE own.T (INPUT = own.T_in, OUTPUT = own.T_out, LIKE = text, COLLATABLE = true);
                CAST
                CREATE FUNCTION own.T_cmp(own.T, own.T) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
                  'SELECT pg_catalog.bttextcmp(pg_catalog.FOLD($1::text), pg_catalog.FOLD($2::text))';
                """.replace("CAST", cast));
        StringBuilder members = new StringBuilder();
        String[] operators = {"<", "<=", "=", ">=", ">"};
        String[] names = {"lt", "le", "eq", "ge", "gt"};
        for (int i = 0; i < operators.length; i++) {
            sql.append("CREATE FUNCTION own.T_" + names[i]
                    + "(own.T, own.T) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS"
                    + " 'BEGIN RETURN own.T_cmp($1, $2) OPERATOR(pg_catalog." + operators[i] + ") 0; END';"
                    + "CREATE OPERATOR own." + operators[i] + " (LEFTARG = own.T, RIGHTARG = own.T, FUNCTION = own.T_"
                    + names[i] + ");");
            members.append("OPERATOR " + (i + 1) + " own." + operators[i] + ", ");
        }
        sql.append("CREATE OPERATOR CLASS own.T_ops DEFAULT FOR TYPE own.T USING btree AS " + members
                + "FUNCTION 1 own.T_cmp(own.T, own.T);");
        return sql.toString().replace("own.T", "own." + name).replace("FOLD", fold);
    }
}
