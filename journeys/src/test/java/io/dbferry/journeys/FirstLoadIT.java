package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first load drops indexes and keys for speed; all of them come back as they were. */
class FirstLoadIT {
    /** All that the catalog has of indexes, constraints and their triggers; only their numbers may change. */
    private static final String OBJECTS = """
            (SELECT c.relname AS what, pg_get_indexdef(i.indexrelid) AS definition,
                    concat_ws(' ', c.reloptions, s.spcname, obj_description(c.oid, 'pg_class'), c.relowner, i.indisunique,
                              i.indimmediate, i.indisvalid, i.indisclustered, i.indisreplident,
                              (SELECT string_agg(coalesce(attstattarget, -1)::text, ',' ORDER BY attnum) FROM pg_attribute
                               WHERE attrelid = c.oid)) AS rest
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_tablespace s ON s.oid = reltablespace
             WHERE c.relnamespace = 'public'::regnamespace
             UNION ALL
             SELECT k.conname, pg_get_constraintdef(k.oid),
                    concat_ws(' ', k.convalidated, k.condeferrable, k.condeferred, obj_description(k.oid, 'pg_constraint'),
                              (SELECT string_agg(tgenabled::text, '' ORDER BY tgfoid::regproc::text) FROM pg_trigger
                               WHERE tgconstraint = k.oid))
             FROM pg_constraint k WHERE k.connamespace = 'public'::regnamespace) o""";

    private static final String INDEXES = "pg_class WHERE relname IN ('item_pkey', 'item_code', 'item_space')";

    @TempDir
    private Path folder;

    @Test
    void indexesAndKeysComeBackExactlyAsTheyWere() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE kind (id int PRIMARY KEY, code text);"
                + " CREATE TABLE item (id int PRIMARY KEY, kind_id int, code text, note text)");
        servers.onSender("INSERT INTO kind SELECT g, 'k' || g FROM generate_series(1, 12000) g;"
                + " INSERT INTO item SELECT g, g, 'i' || g, 'n' FROM generate_series(1, 12000) g");
        try (var receiver = servers.connectReceiver();
                var statement = receiver.createStatement()) {
            statement.execute("SET allow_in_place_tablespaces = true");
            statement.execute("CREATE TABLESPACE dbferry_" + System.nanoTime() % 1000000 + " LOCATION ''");
            String space;
            try (var row = statement.executeQuery(
                    "SELECT spcname FROM pg_tablespace WHERE spcname LIKE 'dbferry%' ORDER BY oid DESC LIMIT 1")) {
                row.next();
                space = row.getString(1);
            }
            statement.execute("ALTER TABLE item DROP CONSTRAINT item_pkey; ALTER TABLE item ADD CONSTRAINT item_pkey"
                    + " PRIMARY KEY (id) INCLUDE (note) WITH (fillfactor = 71) USING INDEX TABLESPACE " + space
                    + "; COMMENT ON CONSTRAINT item_pkey ON item IS 'the; key''s \\ comment'; COMMENT ON INDEX item_pkey IS 'idx';"
                    + " ALTER TABLE item ADD CONSTRAINT item_code UNIQUE NULLS NOT DISTINCT (code) WITH (fillfactor = 72)"
                    + " DEFERRABLE INITIALLY DEFERRED;"
                    + " CREATE INDEX item_space ON item (note) WITH (fillfactor = 73) TABLESPACE " + space
                    + " WHERE note > ''; COMMENT ON INDEX item_space IS 'why';"
                    + " CREATE INDEX item_stats ON item (lower(note));"
                    + " ALTER INDEX item_stats ALTER COLUMN 1 SET STATISTICS 777;"
                    + " CREATE INDEX kind_code ON kind (code); ALTER TABLE kind CLUSTER ON kind_code;"
                    + " ALTER TABLE item ADD CONSTRAINT item_kind FOREIGN KEY (kind_id) REFERENCES kind NOT VALID;"
                    + " COMMENT ON CONSTRAINT item_kind ON item IS 'kind of';"
                    + " CREATE TABLE mine (id int PRIMARY KEY, kind_id int REFERENCES kind);"
                    + " ALTER TABLE mine DISABLE TRIGGER ALL");
        }
        List<String> before = servers.receiverRowsOf(OBJECTS, "what, definition, rest");
        assertThat(before).hasSizeGreaterThan(12);
        List<String> numbers = servers.receiverRowsOf(INDEXES, "relname, oid");

        assertThat(servers.sender("dump", "complete").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRowsOf(OBJECTS, "what, definition, rest")).isEqualTo(before);
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(servers.receiverRowsOf(INDEXES, "relname, oid"))
                .as("those that can come back exactly were dropped")
                .doesNotContainAnyElementsOf(numbers);
    }
}
