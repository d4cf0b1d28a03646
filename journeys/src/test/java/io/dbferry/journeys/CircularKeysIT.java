package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign keys that form circles, and that cannot be deferred. */
class CircularKeysIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void circle() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("partial: {tables: {\"*\": {strategy: scan}}, deletes: every 1 partials}");
        servers.onBoth("""
                CREATE TABLE dept (id int PRIMARY KEY, head int, code text UNIQUE);
                CREATE TABLE emp (id int PRIMARY KEY, dept int NOT NULL REFERENCES dept, boss int NOT NULL REFERENCES emp,
                                  code text UNIQUE);
                ALTER TABLE dept ADD FOREIGN KEY (head) REFERENCES emp""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial", "complete"})
    void rowsThatReferToEachOtherComeChangeAndGo(String kind) throws Exception {
        add(1, 3);
        ship("complete");
        add(4, 6);
        ship(kind);
        servers.onSender("UPDATE dept SET head = 5 WHERE id = 1; UPDATE emp SET dept = 2, boss = 1 WHERE id = 4");
        ship(kind);
        servers.onSender("UPDATE dept SET head = NULL; DELETE FROM emp WHERE id IN (3, 6); DELETE FROM dept WHERE id IN"
                + " (3, 6); UPDATE dept SET head = id WHERE id <> 4");
        ship(kind);
        servers.onSender("UPDATE dept SET head = NULL; DELETE FROM emp; DELETE FROM dept");
        add(7, 8);
        ship(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial", "complete"})
    void rowsOfACircleSwapUniqueValuesAndHandThemToNewRows(String kind) throws Exception {
        add(1, 3);
        ship("complete");
        servers.onSender("UPDATE dept SET code = 'x' WHERE id = 1; UPDATE dept SET code = 'c1' WHERE id = 2;"
                + " UPDATE dept SET code = 'c2' WHERE id = 1; UPDATE emp SET code = NULL; UPDATE emp SET code = 'c' ||"
                + " (id % 3 + 1); UPDATE dept SET code = 'y' WHERE id = 3;"
                + " INSERT INTO dept VALUES (9, NULL, 'c3'); INSERT INTO emp VALUES (9, 9, 9, 'c9');"
                + " UPDATE dept SET head = 9 WHERE id = 9");

        ship(kind);
    }

    @Test
    void largeCircleOfManyTablesLoadsIntoEmptyTables() throws Exception {
        StringBuilder tables = new StringBuilder();
        StringBuilder keys = new StringBuilder();
        StringBuilder rows = new StringBuilder("SET session_replication_role = replica;");
        for (int i = 0; i < 12; i++) {
            int next = (i + 1) % 12;
            tables.append("CREATE TABLE ring_").append(i).append(" (id int PRIMARY KEY, next int NOT NULL);");
            keys.append("ALTER TABLE ring_" + i + " ADD FOREIGN KEY (next) REFERENCES ring_" + next + ";");
            rows.append("INSERT INTO ring_" + i + " SELECT g, g FROM generate_series(1, 11000) g;");
        }
        servers.onBoth(tables.toString() + keys);
        servers.onSender(rows.toString());

        ship("complete");
        servers.onSender(
                "SET session_replication_role = replica;" + rows.toString().replace("(1, 11000)", "(11001, 11009)"));
        ship("partial");
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial", "complete"})
    void rowThatReplacesAnotherOfTheSameUniqueValueTakesItsChildrenOver(String kind) throws Exception {
        servers.onBoth("CREATE TABLE kind (id int PRIMARY KEY, code text NOT NULL UNIQUE);"
                + " CREATE TABLE item (id int PRIMARY KEY, kind_id int NOT NULL REFERENCES kind,"
                + " kind_code text REFERENCES kind (code))");
        servers.onSender("INSERT INTO kind VALUES (1, 'A'), (2, 'B');"
                + " INSERT INTO item VALUES (1, 1, 'A'), (2, 1, NULL), (3, 2, 'B')");
        ship("complete");
        servers.onSender(
                "INSERT INTO kind VALUES (3, 'C'); UPDATE item SET kind_id = 3, kind_code = 'C' WHERE kind_id = 1;"
                        + " DELETE FROM kind WHERE id = 1; UPDATE item SET kind_code = NULL;"
                        + " UPDATE kind SET code = 'A' WHERE id = 3; UPDATE kind SET code = 'BB' WHERE id = 2;"
                        + " UPDATE item SET kind_code = 'A' WHERE id = 1; UPDATE item SET kind_code = 'BB' WHERE id = 3");

        ship(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial", "complete"})
    void keysThatCannotWaitDecideTheOrderAmongThoseThatCan(String kind) throws Exception {
        servers.onBoth("CREATE TABLE a (id int PRIMARY KEY, c int); CREATE TABLE b (id int PRIMARY KEY,"
                + " a int NOT NULL REFERENCES a); CREATE TABLE c (id int PRIMARY KEY, b int NOT NULL REFERENCES b);"
                + " ALTER TABLE a ADD FOREIGN KEY (c) REFERENCES c DEFERRABLE INITIALLY DEFERRED");
        servers.onSender(
                "BEGIN; INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1); INSERT INTO c VALUES (1, 1); COMMIT");
        ship("complete");
        servers.onSender("BEGIN; INSERT INTO a VALUES (2, 2); INSERT INTO b VALUES (2, 2); INSERT INTO c VALUES (2, 2);"
                + " UPDATE a SET c = 2; DELETE FROM c WHERE id = 1; COMMIT");

        ship(kind);
    }

    private void add(int from, int to) throws Exception {
        servers.onSender("INSERT INTO dept SELECT g, NULL, 'c' || g FROM generate_series(" + from + ", " + to + ") g;"
                + " INSERT INTO emp SELECT g, g, g, 'c' || g FROM generate_series(" + from + ", " + to + ") g;"
                + " UPDATE dept SET head = id WHERE id >= " + from);
    }

    private void ship(String kind) throws Exception {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }
}
