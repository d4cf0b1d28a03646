package io.dbferry.receiver.drift;

import io.dbferry.event.Event;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.schema.Renames;
import io.dbferry.receiver.schema.SchemaChange;
import io.dbferry.receiver.schema.SchemaDiff;
import io.dbferry.receiver.schema.TypesHere;
import io.dbferry.receiver.tables.LockPatience;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.stream.format.manifest.TableEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Changes the receiver's tables to what a manifest describes, as far as nothing can be lost by it. */
public final class Follow {
    /** Readers wait behind a lock that waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Connection connection;

    public Follow(Connection connection) {
        this.connection = connection;
    }

    /** What differs in these tables once the renames are made, behind these. */
    public List<SchemaChange> changes(List<TableEntry> tables, Renames renames) throws SQLException {
        List<SchemaChange> changes = new ArrayList<>(renames.changes());
        changes.addAll(new SchemaDiff(renames.renamed(), TypesHere.of(connection)).of(tables));
        return changes;
    }

    /** Does what must be committed before anything uses it; the connection is in autocommit. */
    public void before(List<SchemaChange> changes) throws SQLException {
        for (SchemaChange change : changes) {
            if (change.isFollowedBefore()) {
                OfTable.query(List.of(change.table()), () -> run(change));
            }
        }
    }

    /**
     * Does the rest, in the current transaction. A failure is marked as that of its table.
     *
     * @return the changes that were made
     */
    public List<SchemaChange> within(List<SchemaChange> changes) throws SQLException {
        List<SchemaChange> due = changes.stream()
                .filter(change -> change.isFollowed() && !change.isFollowedBefore())
                .toList();
        if (due.isEmpty()) {
            return due;
        }
        execute("SET CONSTRAINTS ALL IMMEDIATE"); // a table with checks that wait cannot be altered
        LockPatience.less(connection, PATIENCE);
        for (SchemaChange change : due) {
            OfTable.query(List.of(change.table()), () -> run(change));
        }
        LockPatience.back(connection);
        execute("SET CONSTRAINTS ALL DEFERRED");
        return due;
    }

    private TableName run(SchemaChange change) throws SQLException {
        for (String statement : change.ddl()) {
            execute(statement);
        }
        return change.table();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Reports it to the log, and returns the line for people. */
    public static String told(SchemaChange change) {
        String line = "followed the sender: " + change.describe() + "; ran " + String.join("; ", change.ddl());
        Event.of("followed").with("table", change.table().toString()).say(line);
        return line;
    }
}
