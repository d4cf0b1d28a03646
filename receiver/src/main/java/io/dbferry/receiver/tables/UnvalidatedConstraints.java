package io.dbferry.receiver.tables;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The receiver's constraints that are NOT VALID. PostgreSQL lets old rows contradict them, and no new ones; here the sender's
 * old rows are new. Where one refuses a row and the role owns the table, the rows are written again without these constraints,
 * which come back in the same transaction, as they were. Readers of the tables wait from then on until the commit.
 */
public final class UnvalidatedConstraints {
    /** check_violation, foreign_key_violation, not_null_violation. */
    private static final Set<String> VIOLATED = Set.of("23514", "23503", "23502");

    /** An inherited one follows that of the table above. */
    private static final String CONSTRAINTS = """
            WITH relation AS (
              SELECT r.oid FROM unnest(?::oid[]) r(oid)
              UNION SELECT p.relid FROM unnest(?::oid[]) r(oid), pg_partition_tree(r.oid) p WHERE p.relid IS NOT NULL)
            SELECT format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, k.conname),
                   format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname,
                          pg_get_constraintdef(k.oid))
                   || coalesce((SELECT format('; COMMENT ON CONSTRAINT %I ON %I.%I IS %L', k.conname, n.nspname, c.relname,
                                              d.description)
                                FROM pg_description d WHERE d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid), '')
            FROM relation r JOIN pg_constraint k ON k.conrelid = r.oid JOIN pg_class c ON c.oid = r.oid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT k.convalidated AND k.conislocal AND k.coninhcount = 0 AND k.conparentid = 0
              AND coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'
              AND pg_has_role(c.relowner, 'USAGE')
              AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled <> 'O')
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_constraint'::regclass AND d.objid = k.oid
                              AND d.refclassid = 'pg_extension'::regclass)
            ORDER BY c.oid, k.conname""";

    private final Connection connection;
    private final List<String> drop = new ArrayList<>();
    private final List<String> add = new ArrayList<>();

    private UnvalidatedConstraints(Connection connection) {
        this.connection = connection;
    }

    /** Rows that are written. */
    @FunctionalInterface
    public interface Rows<T> {
        T write() throws SQLException, IOException;
    }

    /** Writes the rows in the current transaction; twice, if constraints of these tables that are NOT VALID refuse some. */
    public static <T> T around(Connection connection, List<TargetTable> tables, Rows<T> rows)
            throws SQLException, IOException {
        UnvalidatedConstraints found = new UnvalidatedConstraints(connection);
        found.find(tables);
        return found.drop.isEmpty() ? rows.write() : found.around(rows);
    }

    private void find(List<TargetTable> tables) throws SQLException {
        Object[] oids = tables.stream().map(t -> t.table().oid()).toArray();
        try (PreparedStatement statement = connection.prepareStatement(CONSTRAINTS)) {
            statement.setArray(1, connection.createArrayOf("oid", oids));
            statement.setArray(2, connection.createArrayOf("oid", oids));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    drop.add(row.getString(1));
                    add.add(row.getString(2));
                }
            }
        }
    }

    private <T> T around(Rows<T> rows) throws SQLException, IOException {
        Savepoint before = connection.setSavepoint();
        try {
            T written = rows.write();
            checkNow();
            connection.releaseSavepoint(before);
            return written;
        } catch (SQLException | IOException e) {
            if (!isViolation(e)) {
                throw e;
            }
            connection.rollback(before);
        }
        LockPatience.less(connection, Duration.ofSeconds(1));
        execute(String.join("; ", drop));
        LockPatience.back(connection);
        T written = rows.write();
        checkNow();
        execute(String.join("; ", add));
        return written;
    }

    /** Of a COPY that the database refuses while rows still flow, the refusal comes within an IOException. */
    private static boolean isViolation(Exception e) {
        return (e instanceof SQLException ? e : e.getCause()) instanceof SQLException sql
                && VIOLATED.contains(String.valueOf(sql.getSQLState()));
    }

    private void checkNow() throws SQLException {
        execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
