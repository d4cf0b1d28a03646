package io.dbferry.receiver.ledger;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.map.TableMap;
import io.dbferry.stream.format.RepairRequest;
import io.dbferry.stream.format.Sequence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code dbferry.held}: tables that stand still because a load could not load them. It changes in the transactions that
 * change rows. A table leaves it when a shipment has brought all its rows: a complete, or a partial that carries the table whole.
 */
public final class HeldTables {
    /** What can change so that the table's rows are taken. */
    private static final String SHAPE = """
            coalesce((SELECT md5(concat_ws('|', c.relkind, c.relowner, c.relacl, c.relrowsecurity,
                (SELECT string_agg(concat_ws(' ', a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                            a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid),
                            (SELECT string_agg(e.enumlabel, ' ' ORDER BY e.enumsortorder) FROM pg_enum e
                             WHERE e.enumtypid = a.atttypid)), ',' ORDER BY a.attnum)
                 FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
                (SELECT string_agg(concat_ws(' ', k.conname, pg_get_constraintdef(k.oid)), ',' ORDER BY k.oid)
                 FROM pg_constraint k WHERE k.conrelid = c.oid),
                (SELECT string_agg(concat_ws(' ', t.tgenabled, pg_get_triggerdef(t.oid), p.prosrc), ',' ORDER BY t.oid)
                 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
                (SELECT string_agg(concat_ws(' ', r.ev_enabled, pg_get_ruledef(r.oid)), ',' ORDER BY r.oid)
                 FROM pg_rewrite r WHERE r.ev_class = c.oid),
                (SELECT string_agg(pg_get_indexdef(i.indexrelid), ',' ORDER BY i.indexrelid)
                 FROM pg_index i WHERE i.indrelid = c.oid)))
             FROM pg_class c WHERE c.oid = to_regclass(format('%I.%I', table_schema, table_name))), 'missing')""";

    /** Pauses between tries that each make the sender carry all rows: 0, then 20 minutes, 40 and so on, up to 10 hours. */
    private static final String DUE =
            "tried_at + CASE WHEN tries = 0 THEN interval '0' ELSE interval '10 minutes' * power(2, least(tries, 6)) END"
                    + " <= clock_timestamp()";

    /** As if it had been tried so often: only a change here helps. */
    private static final int TRIES_OF_SHAPE = 3;

    private final Connection connection;
    private final String stream;
    private final Predicate<TableName> wanted;

    /** @param wanted tables that the config lets a load touch: others stay in the table, and nobody hears of them */
    public HeldTables(Connection connection, String stream, Predicate<TableName> wanted) {
        this.connection = connection;
        this.stream = stream;
        this.wanted = wanted;
    }

    /**
     * A table that stands still.
     *
     * @param since the first shipment that is not in it
     * @param at when that was, by the clock of the database
     * @param cause why, as a whole message
     * @param tiedTo the table that holds it back; null if it is in trouble itself
     * @param due whether the sender should carry it whole now
     */
    public record Held(
            TableName table,
            Sequence since,
            Instant at,
            String cause,
            @Nullable String hint,
            @Nullable TableName tiedTo,
            boolean due) {}

    /**
     * Why a table is held back.
     *
     * @param shape whether the table does not fit the shipment, so that the same rows cannot help
     */
    public record Reason(
            String cause, @Nullable String hint, @Nullable TableName tiedTo, boolean shape) {}

    public Connection connection() {
        return connection;
    }

    /** All, those in trouble themselves first. */
    public List<Held> all() throws SQLException {
        List<Held> held = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT *, (" + DUE + " OR shape <> " + SHAPE
                + ") AS due FROM dbferry.held WHERE stream = ?"
                + " ORDER BY tied_name IS NOT NULL, since, table_schema, table_name")) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    held.add(held(row));
                }
            }
        }
        held.removeIf(table -> !wanted.test(table.table()));
        return held;
    }

    private static Held held(ResultSet row) throws SQLException {
        String tied = row.getString("tied_name");
        return new Held(
                new TableName(row.getString("table_schema"), row.getString("table_name")),
                new Sequence(row.getLong("since_sequence")),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                row.getString("cause"),
                row.getString("hint"),
                tied == null ? null : new TableName(row.getString("tied_schema"), tied),
                row.getBoolean("due"));
    }

    /** Holds the table back, or notes that it could not be brought into step; what was proven of it is forgotten. */
    public void hold(TableName table, Sequence since, Reason reason) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO dbferry.held AS h (stream, table_schema, table_name, since_sequence, cause, hint, tied_schema,
                    tied_name, shape, tries)
                SELECT stream, table_schema, table_name, ?, ?, ?, ?, ?, %s, ?
                FROM (VALUES (?::text, ?::text, ?::text)) AS t (stream, table_schema, table_name)
                ON CONFLICT (stream, table_schema, table_name) DO UPDATE SET cause = EXCLUDED.cause,
                    hint = EXCLUDED.hint, tied_schema = EXCLUDED.tied_schema, tied_name = EXCLUDED.tied_name,
                    shape = EXCLUDED.shape, tried_at = clock_timestamp(), tries = greatest(h.tries + 1, EXCLUDED.tries)
                """.formatted(SHAPE))) {
            statement.setLong(1, since.number());
            statement.setString(2, reason.cause());
            statement.setString(3, reason.hint());
            TableName tied = reason.tiedTo();
            statement.setObject(4, tied == null ? null : tied.schema(), Types.VARCHAR);
            statement.setObject(5, tied == null ? null : tied.name(), Types.VARCHAR);
            statement.setInt(6, reason.shape() ? TRIES_OF_SHAPE : 0);
            setTable(statement, 7, table);
            statement.executeUpdate();
        }
        execute("DELETE FROM dbferry.proof WHERE stream = ? AND table_schema = ? AND table_name = ?", table);
    }

    /** The table is in step, or no load's business any more. */
    public void release(TableName table) throws SQLException {
        execute("DELETE FROM dbferry.held WHERE stream = ? AND table_schema = ? AND table_name = ?", table);
    }

    private void execute(String sql, TableName table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            setTable(statement, 1, table);
            statement.executeUpdate();
        }
    }

    private void setTable(PreparedStatement statement, int first, TableName table) throws SQLException {
        statement.setString(first, stream);
        statement.setString(first + 1, table.schema());
        statement.setString(first + 2, table.name());
    }

    /** What the sender is asked for: tables that may be taken now, each whole, and those that they hold back. */
    public List<RepairRequest> requests(TableMap map) throws SQLException {
        List<Held> held = all();
        return held.stream()
                .filter(table -> cause(table, held).due())
                .map(table -> new RepairRequest(RepairRequest.hash(map.there(table.table())), 1, List.of()))
                .toList();
    }

    private static Held cause(Held table, List<Held> all) {
        Optional<Held> cause = all.stream()
                .filter(other -> other.table().equals(table.tiedTo()))
                .findFirst();
        return cause.orElse(table);
    }
}
