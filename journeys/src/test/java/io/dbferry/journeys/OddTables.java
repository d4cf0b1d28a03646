package io.dbferry.journeys;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL of tables with every type, key and name that PostgreSQL 14 knows, and of changes to them. */
final class OddTables {
    /** What a config needs beside the defaults to ship them all. */
    static final String CONFIG = "tables: ['*', '\"Odd Schema\".*']\npartial: {minutes: 10}";

    private OddTables() {}

    static String schema() {
        return read("types-schema.sql");
    }

    static String rows() {
        return read("types-rows.sql");
    }

    /** Inserts, and updates that set {@code updated_at}: what a partial carries. */
    static String changes() {
        return read("types-changes.sql");
    }

    /** Deletes, and updates that no column tells of: what only a complete carries. */
    static String deletes() {
        return read("types-deletes.sql");
    }

    /** Changed keys, rows that move to another partition, TRUNCATE; of the tables of {@code bench/samples/rental.sql} too. */
    static String moves() {
        return read("types-moves.sql");
    }

    private static String read(String name) {
        try (InputStream sql = OddTables.class.getResourceAsStream(name)) {
            if (sql == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
