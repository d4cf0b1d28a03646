package io.dbferry.receiver.tables;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.stream.format.Manifest.ColumnEntry;
import io.dbferry.stream.format.Manifest.TableEntry;
import io.dbferry.stream.format.ShipmentName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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

    /** One of its columns. */
    public Column column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    }

    public TableName name() {
        return table.name();
    }

    public List<String> key() {
        return shipped.key();
    }

    /**
     * Matches the shipment's tables with the receiver's, parents before children.
     *
     * @param wanted tables that the config lets a shipment touch; others are left alone
     */
    public static List<TargetTable> match(
            ShipmentName shipment,
            List<TableEntry> shipped,
            Catalog catalog,
            Predicate<TableName> wanted,
            Map<String, List<String>> reset) {
        Map<TableName, TargetTable> matched = new HashMap<>();
        for (TableEntry entry : shipped) {
            if (wanted.test(entry.name())) {
                matched.put(entry.name(), match(shipment, entry, catalog, resetOf(entry.name(), reset)));
            }
        }
        List<TargetTable> ordered = new ArrayList<>();
        catalog.parentsFirst(matched.keySet()).forEach(t -> {
            TargetTable target = matched.get(t.name());
            if (target != null) {
                ordered.add(target);
            }
        });
        return ordered;
    }

    private static List<String> resetOf(TableName name, Map<String, List<String>> reset) {
        return reset.entrySet().stream()
                .filter(e -> TableName.written(e.getKey()).equals(name))
                .flatMap(e -> e.getValue().stream())
                .toList();
    }

    private static TargetTable match(ShipmentName shipment, TableEntry entry, Catalog catalog, List<String> reset) {
        Table table = catalog.find(entry.name())
                .orElseThrow(() -> RejectedShipment.schema(
                        shipment,
                        "table '" + entry.name() + "' is missing here",
                        "Make it with the application's migrations, or restore the schema of database.sql.zst"
                                + " (README.md, \"The receiver's tables\")"));
        List<Column> columns = new ArrayList<>();
        for (ColumnEntry column : entry.columns()) {
            columns.add(match(shipment, table, column));
        }
        for (String column : entry.key()) {
            if (columns.stream().noneMatch(c -> c.name().equals(column))) {
                throw RejectedShipment.unfit(
                        shipment, "the key of table '" + entry.name() + "' is not among its columns");
            }
        }
        for (String column : reset) {
            if (table.column(column).isEmpty() || entry.columnNames().contains(column)) {
                throw RejectedShipment.schema(
                        shipment,
                        "reset names column '" + column + "' of table '" + entry.name()
                                + "', which is not a column that only the receiver has",
                        "Mend reset in the config");
            }
        }
        return new TargetTable(entry, table, columns, reset);
    }

    private static Column match(ShipmentName shipment, Table table, ColumnEntry shipped) {
        String where = "column '" + shipped.name() + "' of table '" + table.name() + "'";
        Column column = table.column(shipped.name())
                .orElseThrow(() -> RejectedShipment.schema(
                        shipment,
                        where + " is missing here",
                        "Run the application's migrations here, or: ALTER TABLE "
                                + table.name().sql() + " ADD COLUMN " + Sql.quote(shipped.name()) + " "
                                + shipped.type()));
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
                    "Run the application's migrations here, or: ALTER TABLE "
                            + table.name().sql() + " ALTER COLUMN " + Sql.quote(shipped.name()) + " TYPE "
                            + shipped.type());
        }
        return column;
    }
}
