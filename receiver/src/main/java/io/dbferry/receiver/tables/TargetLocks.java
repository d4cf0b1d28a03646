package io.dbferry.receiver.tables;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.LockTable;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.text.Count;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;

/** The locks that writing tables in one transaction takes: of each table, its partitions, and all their indexes. */
public final class TargetLocks {
    /** Fewer fit into any server. */
    private static final int MANY_TABLES = 500;

    private static final String LOCKS = """
            WITH relation AS (
              SELECT r.oid FROM unnest(?::oid[]) r(oid)
              UNION SELECT p.relid FROM unnest(?::oid[]) r(oid), pg_partition_tree(r.oid) p WHERE p.relid IS NOT NULL)
            SELECT (SELECT count(*) FROM relation)
                   + (SELECT count(*) FROM pg_index i JOIN relation r ON r.oid = i.indrelid)""";

    private TargetLocks() {}

    /** How many locks writing these tables takes. */
    public static long needed(Connection connection, Collection<Table> tables) throws SQLException {
        Object[] oids = tables.stream().map(Table::oid).toArray();
        try (PreparedStatement statement = connection.prepareStatement(LOCKS)) {
            statement.setArray(1, connection.createArrayOf("oid", oids));
            statement.setArray(2, connection.createArrayOf("oid", oids));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * Fails before a load takes the room for locks from the application's sessions.
     *
     * @param temporary at least so many temporary tables that the transaction makes besides
     * @throws DbferryException if one transaction cannot write these tables
     */
    public static void require(Connection connection, ShipmentName shipment, Collection<Table> tables, long temporary)
            throws SQLException {
        if (tables.size() < MANY_TABLES
                && tables.stream().noneMatch(t -> t.partitions().size() >= MANY_TABLES)) {
            return;
        }
        long needed = needed(connection, tables) + temporary;
        LockTable room = LockTable.of(connection);
        if (room.isTooSmallFor(needed)) {
            throw new DbferryException(
                    Failure.TARGET_DATABASE,
                    "cannot load " + shipment + " in one transaction: its " + Count.of(tables.size(), "table")
                            + " to write, with their indexes and stages, need "
                            + needed + " locks, and the server has room for about " + room.planned() + ", "
                            + room.held()
                            + " of them taken",
                    room.hint(needed),
                    null);
        }
    }
}
