package io.dbferry.receiver.rows;

import io.dbferry.event.Event;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.apply.StagingTable;
import io.dbferry.receiver.drift.Follow;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.schema.SchemaChange;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.Manifest.TableEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Follows the sender's schema within a load, where the config wants it: changes of a table are made in the transaction that
 * writes its rows. A table whose change the database refuses is in trouble, as one whose rows it refuses.
 */
final class Following {
    private final Connection connection;
    private final Ledger ledger;
    private final Predicate<TableName> wanted;
    private final Troubles troubles;
    private final boolean on;
    private final boolean forGood;
    private final Set<TableName> created = new HashSet<>();
    private final Set<TableName> changed = new HashSet<>();
    private final List<String> before = new ArrayList<>();

    /** @param wanted tables that the config lets a load touch */
    Following(
            Connection connection,
            Ledger ledger,
            Predicate<TableName> wanted,
            Troubles troubles,
            boolean on,
            boolean forGood) {
        this.connection = connection;
        this.ledger = ledger;
        this.wanted = wanted;
        this.troubles = troubles;
        this.on = on;
        this.forGood = forGood;
    }

    /**
     * Before the transaction: does what it could not use before it is committed, which is to add values to enumerations. A dry run
     * cannot do that.
     *
     * @return whether tables must be changed in the transaction
     */
    boolean begin(Manifest manifest) throws SQLException {
        created.clear();
        changed.clear();
        if (!on) {
            return false;
        }
        List<SchemaChange> changes = changes(manifest);
        if (forGood) {
            new Follow(connection).before(changes);
            changes.stream()
                    .filter(SchemaChange::isFollowedBefore)
                    .map(Follow::told)
                    .forEach(before::add);
        }
        return changes.stream().anyMatch(change -> change.isFollowed() && !change.isFollowedBefore());
    }

    /** A line for each change that was made before the transaction, whatever came of that. */
    List<String> before() {
        return before;
    }

    /** Takes the transaction's snapshot in a way that a complete needs, as changes of tables take it. */
    void beginSnapshot() throws SQLException {
        StagingTable.execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    }

    /**
     * Changes tables, in the current transaction.
     *
     * @return a line for each change
     */
    List<String> follow(Manifest manifest) throws SQLException {
        if (!on) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (SchemaChange change : new Follow(connection).within(changes(manifest))) {
            changed.add(change.table());
            if (change.kind() == SchemaChange.Kind.TABLE_MISSING) {
                created.add(change.table());
            }
            lines.add(Follow.told(change));
        }
        return lines;
    }

    /** A line for each table that the sender does not ship any more. */
    List<String> gone(Manifest manifest) throws SQLException {
        List<String> lines = new ArrayList<>();
        if (!on) {
            return lines;
        }
        for (TableName gone : ledger.filledTables().goneIn(manifest)) {
            String line = "table '" + gone + "' is not shipped any more; it stays here with its rows";
            Event.of("followed").with("table", gone.toString()).say(line);
            lines.add(line);
        }
        return lines;
    }

    private List<SchemaChange> changes(Manifest manifest) throws SQLException {
        List<TableEntry> tables = manifest.tables().stream()
                .filter(entry -> wanted.test(entry.name()) && !troubles.tables().contains(entry.name()))
                .toList();
        Set<TableName> whole = tables.stream()
                .filter(entry -> manifest.kind() == Kind.COMPLETE || entry.carriesAll())
                .map(TableEntry::name)
                .collect(Collectors.toSet());
        // What somebody has dropped here would lack what earlier shipments carried: it stands still instead.
        return new Follow(connection)
                .changes(tables, new CatalogReader(connection).read()).stream()
                        .filter(change -> !change.needsAllRows() || whole.contains(change.table()))
                        .toList();
    }

    /** Tables that no other session sees as the transaction does. */
    boolean isOurs(TableName table) {
        return !forGood || changed.contains(table);
    }

    boolean isCreated(TableName table) {
        return created.contains(table);
    }
}
