package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.stream.format.Position;
import io.dbferry.text.ByteCount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code scan}: the rows that the last shipment's snapshot did not surely see, by {@code xmin}. No clock and no column
 * of the application's plays a part; the whole table is read. Rows also change without being written, when a table
 * gets a column with a default, takes another's name, or a partition is attached: then all rows that this may concern
 * travel.
 */
public record ScanStrategy() implements ChangeStrategy {
    @Override
    public Answer find(List<Table> tables, Span span, ChangeSink sink) throws SQLException {
        Position since = span.since();
        for (Table table : tables) {
            if (redefined(table, since, sink)) {
                sink.changed(table, "true");
                continue;
            }
            sink.changed(table, sink.notSeenBy("t", since));
            List<String> attached = attached(table, since, sink);
            if (!attached.isEmpty()) {
                sink.changed(table, "t.tableoid IN (" + String.join(", ", attached) + ")");
            }
        }
        return new Answer.Told();
    }

    /** Whether the table's name or columns are new. A row type's entry changes with the name, and with little else. */
    private static boolean redefined(Table table, Position since, ChangeSink sink) throws SQLException {
        return sink.column(redefinedSql(table, sink.notSeenBy("t", since)))
                .get(0)
                .equals("t");
    }

    static String redefinedSql(Table table, String notSeen) {
        return "SELECT EXISTS (SELECT FROM pg_type t WHERE t.oid = (SELECT c.reltype FROM pg_class c WHERE c.oid = "
                + table.oid() + ") AND " + notSeen + ") OR EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = "
                + table.oid()
                + " AND t.attnum > 0 AND " + notSeen + ")";
    }

    /** Partitions that hold rows and that were attached, by themselves or with one above them. */
    private static List<String> attached(Table table, Position since, ChangeSink sink) throws SQLException {
        return !table.partitioned() ? List.of() : sink.column(attachedSql(table, sink.notSeenBy("t", since)));
    }

    static String attachedSql(Table table, String notSeen) {
        return "SELECT l.relid::oid FROM pg_partition_tree(" + table.oid() + "::oid::regclass) l"
                + " WHERE l.isleaf AND EXISTS (SELECT FROM pg_inherits t WHERE t.inhrelid IN"
                + " (SELECT pg_partition_ancestors(l.relid)) AND " + notSeen + ")";
    }

    static List<String> column(Connection connection, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }

    @Override
    public String describe(Table table) {
        return "scan";
    }

    @Override
    public String cost(Table table, Connection connection) throws SQLException {
        return "reads the table, " + size(table, connection);
    }

    /** The size of the heap on disk, for people. */
    static String size(Table table, Connection connection) throws SQLException {
        String query = "SELECT coalesce(sum(pg_relation_size(r)), 0) FROM (SELECT " + table.oid()
                + "::oid::regclass UNION SELECT relid FROM pg_partition_tree(" + table.oid()
                + "::oid::regclass)) x(r)";
        return ByteCount.of(Long.parseLong(column(connection, query).get(0)));
    }
}
