package io.dbferry.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes rows of shipped tables on the receiver, where only DbFerry may. */
record AlteredRows(CrashingPostgres receiver) {
    /** A change of a table, by which at least one row differs. */
    private record Change(String table, String sql) {}

    private static final List<Change> CHANGES = List.of(
            new Change("item", "UPDATE item SET note = 'altered' WHERE id % 20011 = 7"),
            new Change("item", "DELETE FROM item WHERE id % 20011 = 8"),
            new Change(
                    "item",
                    "INSERT INTO item SELECT i, 'added', now() FROM generate_series(9000001, 9000003) i"
                            + " ON CONFLICT DO NOTHING"),
            new Change("slot", "UPDATE slot SET n = n + 1000000 WHERE id = (SELECT max(id) FROM slot)"),
            new Change("transfer", "UPDATE transfer SET amount = amount + 1 WHERE id = (SELECT min(id) FROM transfer)"),
            new Change("transfer", "DELETE FROM transfer WHERE id = (SELECT max(id) FROM transfer)"),
            new Change("report", "UPDATE report SET note = NULL WHERE id = (SELECT max(id) FROM report)"),
            new Change("odd", "UPDATE odd SET f = f + 1 WHERE id = (SELECT max(id) FROM odd WHERE abs(f) < 1e9)"),
            new Change("odd", "DELETE FROM odd WHERE id = (SELECT max(id) FROM odd)"),
            new Change(
                    "second.thing",
                    "UPDATE second.thing SET v = 'altered' WHERE id = (SELECT min(id) FROM second.thing)"));

    /** Alters some rows of tables that both sides ship; returns what it did. */
    List<String> strike(Random random, List<String> tables) throws IOException {
        List<String> done = new ArrayList<>();
        for (Change change : CHANGES) {
            if (tables.contains(change.table()) && random.nextInt(3) == 0 && receiver.update(change.sql()) > 0) {
                done.add(change.sql());
            }
        }
        return done;
    }
}
