package io.dbferry.receiver.apply;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.text.Hashing;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The names of one run's stages in the schema {@code dbferry}: {@code stage_<stream>_<run>_<number>}, the first two in
 * hexadecimal. Loads of several streams into one database so never touch each other's stages, and a worker that
 * outlived its run cannot write into those of the next.
 *
 * @param stream 16 digits of the SHA-256 of the stream's name, which may itself be too long for a table's name
 * @param run drawn for each run
 */
public record StageNames(String stream, String run) {
    private static final int DIGITS = 16;

    private static final int AT_ONCE = 100;

    public static StageNames ofStream(String name) {
        return new StageNames(
                Hashing.sha256(name.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS),
                UUID.randomUUID().toString().replace("-", "").substring(0, DIGITS));
    }

    /** The table of that number as SQL. */
    String sql(int number) {
        return "dbferry." + Sql.quote("stage_" + stream + "_" + run + "_" + number);
    }

    /**
     * Drops all stages of the stream, those of earlier runs too, some at a time: each takes locks until its transaction's end.
     * Whoever holds the stream's lock knows that these runs are dead. A stage that another session reads, as pg_dump does, is
     * left for a later run.
     */
    void dropAll(Connection connection) throws SQLException {
        List<String> stages = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT format('%%I.%%I', n.nspname, c.relname)
                        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = 'dbferry' AND c.relname ~ '^stage_%s_[0-9a-f]+_[0-9]+$' AND c.relkind = 'r'
                        """.formatted(stream))) {
            while (row.next()) {
                stages.add(row.getString(1));
            }
        }
        for (int from = 0; from < stages.size(); from += AT_ONCE) {
            drop(connection, stages.subList(from, Math.min(stages.size(), from + AT_ONCE)));
        }
    }

    private static void drop(Connection connection, List<String> stages) throws SQLException {
        StagingTable.execute(connection, """
                DO $$ DECLARE stage text; BEGIN
                  PERFORM pg_catalog.set_config('lock_timeout', '1s', true);
                  FOREACH stage IN ARRAY ARRAY[%s] LOOP
                    BEGIN
                      EXECUTE 'DROP TABLE ' || stage;
                    EXCEPTION WHEN lock_not_available THEN
                      PERFORM pg_catalog.set_config('lock_timeout', '1ms', true);
                    END;
                  END LOOP;
                END $$""".formatted(stages.stream().map(Sql::literal).collect(Collectors.joining(", "))));
    }
}
