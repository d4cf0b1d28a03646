package io.dbferry.receiver.apply;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TablePatterns;
import io.dbferry.postgres.catalog.UniqueIndex;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.receiver.tables.TiedTables;
import io.dbferry.stream.format.Covered.CoveredTable;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Count;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The receiver's tables that one load may write: those that {@code tables} and {@code exclude} let it, and no others. */
public final class Targets {
    private final ReceiverConfig config;
    private final Predicate<TableName> wanted;
    private final List<TargetTable> matched = new ArrayList<>();
    private Catalog catalog = new Catalog(List.of(), List.of());

    public Targets(ReceiverConfig config) {
        this.config = config;
        this.wanted = wanted(config);
    }

    /** Whether the config lets a load touch the table. */
    public static Predicate<TableName> wanted(ReceiverConfig config) {
        TablePatterns patterns = TablePatterns.of(config.tables());
        TablePatterns excluded = TablePatterns.of(config.exclude());
        return name -> (config.tables().isEmpty() || patterns.matches(name)) && !excluded.matches(name);
    }

    /**
     * Reads the receiver's tables, and says which of them cannot be written while those stand still.
     *
     * @return those and the ones that refer to them, each with the one that holds it back
     */
    public Map<TableName, TableName> tied(Connection connection, Set<TableName> still) throws SQLException {
        catalog = new CatalogReader(connection).read();
        return TiedTables.with(still, catalog);
    }

    /**
     * The shipment's tables, in groups, parents before children, as {@link #tied} has read the receiver's.
     *
     * @param skipped tables that are left alone
     * @throws DbferryException if none of those that the sender ships is wanted, or the receiver's do not fit
     */
    public List<List<TargetTable>> match(ShipmentReader shipment, Set<TableName> skipped) {
        return match(catalog, shipment.name(), shipment.manifest(), skipped);
    }

    List<List<TargetTable>> match(Catalog here, ShipmentName name, Manifest manifest, Set<TableName> skipped) {
        throwIfNothing(name, manifest);
        List<List<TargetTable>> groups = TargetTable.match(
                name, manifest.tables(), here, table -> wanted.test(table) && !skipped.contains(table), config.reset());
        groups.forEach(matched::addAll);
        return groups;
    }

    /** The table of the shipment that the server names as the one whose constraint refused something. */
    public Optional<TableName> named(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        return server == null
                ? Optional.empty()
                : matched.stream()
                        .filter(target -> isOf(target, server))
                        .map(TargetTable::name)
                        .findFirst();
    }

    /** The table of the shipment to which the foreign key refers that refused something. */
    public Optional<TableName> parentOf(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        if (server == null || server.getSchema() == null || server.getTable() == null) {
            return Optional.empty();
        }
        TableName child = new TableName(server.getSchema(), server.getTable());
        return catalog.foreignKeysOf(child).stream()
                .filter(key -> key.name().equals(server.getConstraint()))
                .map(ForeignKey::parent)
                .filter(parent ->
                        matched.stream().anyMatch(target -> target.name().equals(parent)))
                .findFirst();
    }

    private void throwIfNothing(ShipmentName name, Manifest manifest) {
        List<CoveredTable> covered = Objects.requireNonNull(manifest.covered()).tables();
        if (!covered.isEmpty() && covered.stream().noneMatch(table -> wanted.test(table.name()))) {
            throw RejectedShipment.schema(
                    name,
                    "tables and exclude in the config let none of the sender's tables be loaded; it ships "
                            + Count.of(covered.size(), "table"),
                    "Fix tables and exclude in the config; patterns are as of pg_dump --table, and the schema is public"
                            + " unless named");
        }
    }

    /** Says which unique index of the receiver's own a row of the shipment contradicts; empty if that is not why. */
    public Optional<DbferryException> contradicted(ShipmentName shipment, SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        if (server == null || !Upsert.TAKEN.contains(String.valueOf(e.getSQLState()))) {
            return Optional.empty();
        }
        for (TargetTable target : matched) {
            for (UniqueIndex index : target.ownUnique()) {
                if (isOf(target, server) && isNamed(target, index, server.getConstraint())) {
                    return Optional.of(
                            RejectedShipment.schema(
                                    shipment,
                                    "unique index '" + index.name() + "' of table '" + target.name()
                                            + "' is only here, and rows of the sender contradict it"
                                            + detail(server.getDetail()),
                                    "Drop the index here, or replace it with one that is not unique: the sender has none like it"));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isOf(TargetTable target, ServerErrorMessage server) {
        if (server.getSchema() == null || server.getTable() == null) {
            return false;
        }
        TableName table = new TableName(server.getSchema(), server.getTable());
        return target.name().equals(table) || target.table().partitions().contains(table);
    }

    /** An index of a partition has a name of its own. */
    private static boolean isNamed(TargetTable target, UniqueIndex index, @Nullable String name) {
        return index.name().equals(name)
                || target.table().partitioned() && target.ownUnique().size() == 1;
    }

    private static String detail(@Nullable String sentence) {
        return sentence == null || sentence.isEmpty()
                ? ""
                : ": " + Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1, sentence.length() - 1);
    }
}
