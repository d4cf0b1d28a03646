package io.dbferry.receiver.rows;

import io.dbferry.event.Event;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.apply.StagingTable;
import io.dbferry.receiver.drift.Follow;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.schema.KnownTable;
import io.dbferry.receiver.schema.Renames;
import io.dbferry.receiver.schema.SchemaChange;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.TableEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
        List<SchemaChange> changes = changes(manifest, renames(manifest, troubles.tables()));
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
        Renames renames = renames(manifest, troubles.tables());
        List<SchemaChange> made = new Follow(connection).within(changes(manifest, renames));
        ledger.names().put(manifest.position().systemIdentifier(), renames.after());
        for (SchemaChange change : made) {
            changed.add(change.table());
            if (change.kind() == SchemaChange.Kind.TABLE_MISSING) {
                created.add(change.table());
            }
            lines.add(Follow.told(change));
        }
        return lines;
    }

    /** What the sender has renamed among the shipment's tables. */
    Renames renames(Manifest manifest, Set<TableName> without) throws SQLException {
        return Renames.of(
                taken(manifest, without),
                manifest.tableNumbers(),
                ledger.names().of(manifest.position().systemIdentifier()),
                new CatalogReader(connection).read());
    }

    private List<TableEntry> taken(Manifest manifest, Set<TableName> without) {
        return manifest.tables().stream()
                .filter(entry -> wanted.test(entry.name()) && !without.contains(entry.name()))
                .toList();
    }

    /** Notes by which numbers the sender knows what was written. */
    void written(Manifest manifest, List<TargetTable> tables) throws SQLException {
        ledger.names().put(manifest, tables.stream().map(TargetTable::shipped).toList());
    }

    /** A line for each table that the sender does not ship any more, by whatever name. */
    List<String> gone(Manifest manifest) throws SQLException {
        List<String> lines = new ArrayList<>();
        if (!on) {
            return lines;
        }
        Map<Long, String> schemas = new HashMap<>();
        manifest.tableNumbers().forEach((name, number) -> schemas.put(number, name.schema()));
        // What moved to another schema is created there; the table here is not shipped any more.
        Set<TableName> renamed = ledger.names().of(manifest.position().systemIdentifier()).stream()
                .filter(table -> table.name().schema().equals(schemas.get(table.number())))
                .map(KnownTable::name)
                .collect(Collectors.toSet());
        for (TableName gone : ledger.filledTables().goneIn(manifest)) {
            if (renamed.contains(gone)) {
                continue;
            }
            String line = "table '" + gone + "' is not shipped any more; it stays here with its rows";
            Event.of("followed").with("table", gone.toString()).say(line);
            lines.add(line);
        }
        return lines;
    }

    private List<SchemaChange> changes(Manifest manifest, Renames renames) throws SQLException {
        List<TableEntry> tables = taken(manifest, troubles.tables());
        Set<TableName> whole = tables.stream()
                .filter(entry -> manifest.kind() == Kind.COMPLETE || entry.carriesAll())
                .map(TableEntry::name)
                .collect(Collectors.toSet());
        // What somebody has dropped here would lack what earlier shipments carried: it stands still instead.
        return new Follow(connection)
                .changes(tables, renames).stream()
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
