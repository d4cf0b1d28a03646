package io.dbferry.receiver.ledger;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.tables.TargetIndexes.Rebuildable;
import io.dbferry.receiver.tables.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code dbferry.filling} and {@code dbferry.filling_objects}: what a first load that fills tables in several transactions
 * has done. Each transaction changes them along with what it does, so that they are true at any instant.
 */
public final class FillingTables {
    private static final String OBJECT = " FROM dbferry.filling_objects WHERE stream = ? ORDER BY number";

    private final Connection connection;
    private final String stream;

    public FillingTables(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /**
     * A table that is being filled.
     *
     * @param relation its object identifier when that began
     * @param frames of the shipment that it gets
     * @param done numbers of those that it has, from 0
     */
    public record Filling(
            TableName table,
            long relation,
            String shipment,
            String manifestSha256,
            int frames,
            Set<Long> done,
            Instant since) {
        public Filling {
            done = Set.copyOf(done);
        }
    }

    /** @param made how many of the statements that make it have been run */
    public record Dropped(int number, Rebuildable object, int made) {
        /** Whether it is as it was. */
        public boolean whole() {
            return made == object.create().size();
        }
    }

    /** All, by name. */
    public List<Filling> all() throws SQLException {
        List<Filling> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT * FROM dbferry.filling WHERE stream = ? ORDER BY table_schema, table_name")) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(new Filling(
                            new TableName(row.getString("table_schema"), row.getString("table_name")),
                            row.getLong("relation"),
                            row.getString("shipment"),
                            row.getString("manifest_sha256"),
                            row.getInt("frames"),
                            Set.of((Long[]) row.getArray("done").getArray()),
                            row.getObject("since", OffsetDateTime.class).toInstant()));
                }
            }
        }
        return all;
    }

    /** In the order in which they were dropped. */
    public List<Dropped> dropped() throws SQLException {
        List<Dropped> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT *" + OBJECT)) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(new Dropped(row.getInt("number"), object(row), row.getInt("made")));
                }
            }
        }
        return all;
    }

    private static Rebuildable object(ResultSet row) throws SQLException {
        String parent = row.getString("parent_name");
        return new Rebuildable(
                new TableName(row.getString("table_schema"), row.getString("table_name")),
                parent == null ? null : new TableName(row.getString("parent_schema"), parent),
                row.getString("dropped_by"),
                List.of((String[]) row.getArray("made_by").getArray()));
    }

    /** Before the first row is written, in the transaction that drops the objects. */
    public void begin(TargetTable target, String shipment, String manifestSha256) throws SQLException {
        execute(
                "INSERT INTO dbferry.filling (stream, table_schema, table_name, relation, shipment, manifest_sha256, frames)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                stream,
                target.name().schema(),
                target.name().name(),
                target.table().oid(),
                shipment,
                manifestSha256,
                target.shipped().framesOrNone().size());
    }

    public void drop(int number, Rebuildable object) throws SQLException {
        TableName parent = object.parent();
        execute(
                "INSERT INTO dbferry.filling_objects (stream, number, table_schema, table_name, parent_schema, parent_name,"
                        + " dropped_by, made_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                stream,
                number,
                object.table().schema(),
                object.table().name(),
                parent == null ? null : parent.schema(),
                parent == null ? null : parent.name(),
                object.drop(),
                connection.createArrayOf("text", object.create().toArray()));
    }

    /**
     * The table has the rows of that frame.
     *
     * @return false if it had them before, or another load has begun from the start: the transaction must then not commit
     */
    public boolean done(TableName table, String manifestSha256, long frame) throws SQLException {
        return execute(
                        "UPDATE dbferry.filling SET done = done || ? WHERE stream = ? AND table_schema = ? AND table_name = ?"
                                + " AND manifest_sha256 = ? AND NOT ? = ANY (done)",
                        frame,
                        stream,
                        table.schema(),
                        table.name(),
                        manifestSha256,
                        frame)
                == 1;
    }

    /**
     * The next of the statements that make it was run.
     *
     * @return false if another load has done so
     */
    public boolean made(Dropped object, int before) throws SQLException {
        return execute(
                        "UPDATE dbferry.filling_objects SET made = made + 1 WHERE stream = ? AND number = ? AND made = ?"
                                + " AND made_by = ?",
                        stream,
                        object.number(),
                        before,
                        connection.createArrayOf(
                                "text", object.object().create().toArray()))
                == 1;
    }

    /** In the transaction that makes the tables what the ledger says. */
    public void end() throws SQLException {
        execute("DELETE FROM dbferry.filling WHERE stream = ?", stream);
        execute("DELETE FROM dbferry.filling_objects WHERE stream = ?", stream);
    }

    /** Those of the tables in which a shipment of any stream has been, whether or not rows of it are left. */
    public Set<TableName> everLoaded(Set<TableName> tables) throws SQLException {
        Set<TableName> found = new java.util.HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT DISTINCT t.value #>> '{table,name,schema}', t.value #>> '{table,name,name}'
                FROM dbferry.ledger l, jsonb_array_elements(l.tables -> 'tables') t
                WHERE l.tables IS NOT NULL AND t.value ->> 'loaded' = 'true'""")) {
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new TableName(row.getString(1), row.getString(2)));
                }
            }
        }
        found.retainAll(tables);
        return found;
    }

    private int execute(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
