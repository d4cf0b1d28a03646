package io.dbferry.receiver.tables;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.postgres.catalog.UniqueIndex;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.schema.SchemaDiff;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.GeneratedEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A shipped table and the receiver's table of that name, which has all its columns with the same types.
 *
 * @param columns that are written, in the shipment's order
 * @param reset columns set to their default on rows that change
 */
public record TargetTable(TableEntry shipped, Table table, List<Column> columns, List<String> reset) {

    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /** A column that is written, or a computed one of the key. */
    public Column column(String name) {
        return Stream.concat(columns.stream(), generatedKey().stream())
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Columns of the key that this database computes from those that are written. */
    public List<Column> generatedKey() {
        return key().stream()
                .filter(name -> !columnNames().contains(name))
                .flatMap(name -> table.column(name).stream())
                .toList();
    }

    /** Columns beside the key that no UPDATE can set: only an INSERT takes our values. */
    public List<String> identityAlways() {
        return columns.stream()
                .filter(c -> c.identity() == Column.Identity.ALWAYS && !key().isEmpty() && !key().contains(c.name()))
                .map(Column::name)
                .toList();
    }

    public TableName name() {
        return table.name();
    }

    public List<String> key() {
        return shipped.key();
    }

    /** The key, if the shipped rows have all of it; else empty. */
    public List<String> carriedKey() {
        return shipped.columnNames().containsAll(key()) ? key() : List.of();
    }

    /** Unique indexes beside the key's by whose columns rows of the sender cannot be equal. */
    public List<UniqueIndex> unique() {
        return table.unique().stream()
                .filter(index -> index.definition() == null
                        && !index.columns().equals(key())
                        && columnNames().containsAll(index.columns())
                        && isOfSender(index))
                .toList();
    }

    /** The receiver's unique indexes that the sender's rows may contradict, as the sender has none like them. */
    public List<UniqueIndex> ownUnique() {
        return table.unique().stream().filter(index -> !isOfSender(index)).toList();
    }

    /** Whether a key or a unique index of the sender's keeps all rows apart that this one does. */
    private boolean isOfSender(UniqueIndex index) {
        if (!key().isEmpty() && index.columns().containsAll(key())) {
            return true;
        }
        return shipped.uniqueOrNone().stream()
                .anyMatch(sender -> sender.definition() == null
                        ? !sender.columnsOrNone().isEmpty()
                                && index.columns().containsAll(sender.columnsOrNone())
                                && (sender.equalNulls() || !index.nullsNotDistinct())
                        : sender.definition().equals(index.definition())
                                && sender.columnsOrNone().equals(index.columns())
                                && (sender.equalNulls() || !index.nullsNotDistinct()));
    }

    /**
     * Matches the shipment's tables with the receiver's, in groups, parents before children. Rows of a group's tables
     * can only be written together.
     *
     * @param wanted tables that the shipment may touch; others are left alone
     * @throws DbferryException if some do not fit: the first one's failure, with those of the others suppressed in it, each marked
     */
    public static List<List<TargetTable>> match(
            ShipmentName shipment,
            List<TableEntry> shipped,
            Catalog catalog,
            Predicate<TableName> wanted,
            Map<String, List<String>> reset) {
        Map<TableName, TargetTable> matched = new HashMap<>();
        List<DbferryException> unfit = new ArrayList<>();
        for (TableEntry entry : shipped) {
            if (wanted.test(entry.name())) {
                try {
                    matched.put(entry.name(), match(shipment, entry, catalog, resetOf(entry.name(), reset)));
                } catch (DbferryException e) {
                    unfit.add(OfTable.mark(e, List.of(entry.name())));
                }
            }
        }
        throwAll(unfit);
        return catalog.groups(matched.keySet()).stream()
                .map(group -> group.stream()
                        .flatMap(table -> Stream.ofNullable(matched.get(table.name())))
                        .toList())
                .toList();
    }

    /** One that is no table's own comes first. */
    private static void throwAll(List<DbferryException> unfit) {
        if (unfit.isEmpty()) {
            return;
        }
        unfit.sort(Comparator.comparing(e -> e.failure() == Failure.TARGET_DATABASE));
        unfit.stream().skip(1).forEach(unfit.get(0)::addSuppressed);
        throw unfit.get(0);
    }

    private static List<String> resetOf(TableName name, Map<String, List<String>> reset) {
        return reset.entrySet().stream()
                .filter(e -> TableName.written(e.getKey()).equals(name))
                .flatMap(e -> e.getValue().stream())
                .toList();
    }

    private static TargetTable match(ShipmentName shipment, TableEntry entry, Catalog catalog, List<String> reset) {
        Table table = catalog.find(entry.name()).orElseThrow(() -> missing(shipment, entry, catalog));
        List<Column> columns = new ArrayList<>();
        for (ColumnEntry column : entry.columns()) {
            columns.add(match(shipment, table, column));
        }
        checkGenerated(shipment, entry, table);
        checkTypes(shipment, entry, table);
        for (String column : entry.key()) {
            if (columns.stream().noneMatch(c -> c.name().equals(column))) {
                checkGeneratedKey(shipment, entry, table, column);
            }
        }
        for (String column : reset) {
            if (table.column(column).isEmpty() || entry.columnNames().contains(column)) {
                throw RejectedShipment.schema(
                        shipment,
                        "reset names column '" + column + "' of table '" + entry.name()
                                + "', which is not a column that only the receiver has",
                        "Correct reset in the config");
            }
        }
        return new TargetTable(entry, table, columns, reset);
    }

    private static DbferryException missing(ShipmentName shipment, TableEntry entry, Catalog catalog) {
        return catalog.tables().stream()
                .filter(table -> table.partitions().contains(entry.name()))
                .findFirst()
                .map(whole -> RejectedShipment.schema(
                        shipment,
                        "table '" + entry.name() + "' is a partition of table '" + whole.name()
                                + "' here, and not at the sender",
                        "As the owner of both: " + SchemaDiff.detach(whole, entry.name())))
                .orElseGet(() -> RejectedShipment.schema(
                        shipment, "table '" + entry.name() + "' is missing here", SchemaHints.table(entry)));
    }

    /** Rows carry no value of what is generated at the sender: a plain column here would never get one. */
    private static void checkGenerated(ShipmentName shipment, TableEntry entry, Table table) {
        for (GeneratedEntry generated : entry.generatedOrNone()) {
            String name = generated.name();
            if (table.column(name).map(Column::carried).orElse(false)) {
                throw RejectedShipment.schema(
                        shipment,
                        "column '" + name + "' of table '" + table.name()
                                + "' is generated at the sender and is not here",
                        "Make it here what it is there, or drop it: ALTER TABLE "
                                + table.name().sql() + " DROP COLUMN " + Sql.quote(name));
            }
        }
    }

    /** A row's key is computed here again: another expression would find other rows. */
    private static void checkGeneratedKey(ShipmentName shipment, TableEntry entry, Table table, String name) {
        GeneratedEntry there = entry.generatedOrNone().stream()
                .filter(g -> g.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RejectedShipment.unfit(
                        shipment, "the key of table '" + entry.name() + "' is not among its columns"));
        String where = "column '" + name + "' of table '" + table.name() + "', a part of the key, is ";
        String hint = "Run the application's migrations here: the column must be generated as at the sender";
        Column here =
                table.column(name).orElseThrow(() -> RejectedShipment.schema(shipment, where + "missing here", hint));
        boolean same = here.type().equals(there.type()) && there.expression().equals(here.defaultSql());
        if (!same) {
            throw RejectedShipment.schema(
                    shipment,
                    where + "generated as " + here.defaultSql() + " (" + here.type() + ") here and as "
                            + there.expression() + " (" + there.type() + ") at the sender",
                    hint);
        }
    }

    /** Types of one name may still differ: the fields of a row would be swapped without a word. */
    private static void checkTypes(ShipmentName shipment, TableEntry entry, Table table) {
        for (TypeDefinition type : entry.typesOrNone()) {
            TypeDefinition here = table.types().stream()
                    .filter(t -> t.name().equals(type.name()))
                    .findFirst()
                    .orElse(null);
            if (here == null || !here.takesAllOf(type)) {
                throw RejectedShipment.schema(
                        shipment,
                        "type '" + type.name() + "' of table '" + table.name() + "' is "
                                + (here == null ? "missing" : "(" + String.join(", ", here.parts()) + ")")
                                + " here and (" + String.join(", ", type.parts()) + ") at the sender",
                        SchemaHints.type(type, here));
            }
        }
    }

    private static Column match(ShipmentName shipment, Table table, ColumnEntry shipped) {
        String where = "column '" + shipped.name() + "' of table '" + table.name() + "'";
        Column column = table.column(shipped.name())
                .orElseThrow(() -> RejectedShipment.schema(
                        shipment, where + " is missing here", SchemaHints.column(table.name(), shipped)));
        if (!column.carried()) {
            throw RejectedShipment.schema(
                    shipment,
                    where + " is generated here and is not at the sender",
                    "Make the column a plain one here: ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION");
        }
        if (!column.type().equals(shipped.type())) {
            throw RejectedShipment.schema(
                    shipment,
                    where + " is of type " + column.type() + " here and " + shipped.type() + " at the sender",
                    SchemaHints.columnType(table.name(), column, shipped));
        }
        return column;
    }
}
