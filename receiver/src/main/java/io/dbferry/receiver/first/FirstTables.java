package io.dbferry.receiver.first;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.LockTable;
import io.dbferry.receiver.apply.EmptyTables;
import io.dbferry.receiver.ledger.FillingTables;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.TargetLocks;
import io.dbferry.receiver.tables.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which tables a first load may fill in several transactions: those that are empty, that no shipment has ever been in, that the role
 * owns, and that have neither triggers nor rules. One of them at least is large; small ones come along where a large one refers to them.
 */
final class FirstTables {
    private static final String PARENTS = """
            SELECT DISTINCT n.nspname, c.relname
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE k.contype = 'f' AND k.conrelid = ANY (?::oid[])""";

    private final Connection connection;
    private final FillingTables filling;

    FirstTables(Connection connection, FillingTables filling) {
        this.connection = connection;
        this.filling = filling;
    }

    /** @param untouched whether a table has neither triggers nor rules */
    List<TargetTable> of(List<List<TargetTable>> groups, Predicate<TargetTable> untouched) throws SQLException {
        List<TargetTable> simple = groups.stream()
                .filter(group -> group.size() == 1)
                .map(group -> group.get(0))
                .filter(FirstTables::isSimple)
                .filter(untouched)
                .toList();
        List<TargetTable> large = free(simple.stream()
                .filter(t -> t.shipped().rows() >= EmptyTables.MANY_ROWS)
                .toList());
        if (large.isEmpty()) {
            return List.of();
        }
        Set<TableName> parents = parents(large);
        List<TargetTable> small = free(simple.stream()
                .filter(t -> t.shipped().rows() < EmptyTables.MANY_ROWS && parents.contains(t.name()))
                .toList());
        List<TargetTable> all = new ArrayList<>(large);
        all.addAll(small);
        long locks = TargetLocks.needed(
                connection, all.stream().map(TargetTable::table).toList());
        return LockTable.of(connection).isPlannedFor(locks) ? all : List.of();
    }

    private static boolean isSimple(TargetTable target) {
        return target.table().owner()
                && !target.table().partitioned()
                && !target.columns().isEmpty()
                && !target.shipped().framesOrNone().isEmpty();
    }

    private List<TargetTable> free(List<TargetTable> tables) throws SQLException {
        List<TargetTable> empty = new ArrayList<>();
        for (TargetTable target : tables) {
            if (OfTable.query(List.of(target.name()), () -> EmptyTables.isEmpty(connection, target))) {
                empty.add(target);
            }
        }
        if (!empty.isEmpty()) {
            Set<TableName> loaded =
                    filling.everLoaded(empty.stream().map(TargetTable::name).collect(Collectors.toSet()));
            empty.removeIf(target -> loaded.contains(target.name()));
        }
        return empty;
    }

    private Set<TableName> parents(List<TargetTable> tables) throws SQLException {
        Set<TableName> parents = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(PARENTS)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "oid", tables.stream().map(t -> t.table().oid()).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    parents.add(new TableName(row.getString(1), row.getString(2)));
                }
            }
        }
        return parents;
    }
}
