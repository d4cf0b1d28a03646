package io.dbferry.receiver.apply;

import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.TargetLocks;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.receiver.tables.UnvalidatedConstraints;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a partial tells: rows that are gone are deleted, from children up; then rows that differ are updated and
 * those that are missing inserted, from parents down.
 */
public final class ApplyPartial {
    private final ShipmentReader shipment;
    private final List<List<TargetTable>> groups;
    private final List<TargetTable> tables;
    private final TargetTriggers triggers;
    private final List<List<Part>> parentsFirst = new ArrayList<>();

    /** @param groups parents before children; rows of a group's tables can only be written together */
    public ApplyPartial(ShipmentReader shipment, List<List<TargetTable>> groups, TargetTriggers triggers) {
        this.shipment = shipment;
        this.groups = groups;
        this.tables = groups.stream().flatMap(List::stream).toList();
        this.triggers = triggers;
    }

    /**
     * What the shipment has of one table.
     *
     * @param gone tables with keys of rows to delete, as SQL
     */
    record Part(TargetTable target, @Nullable StagingTable rows, List<String> gone) {
        /** DELETEs of the rows that are gone. */
        List<String> deletes(ChangedRows changed) {
            List<String> deletes = new ArrayList<>();
            gone.forEach(keys -> deletes.add(Merge.withKeys(target, keys)));
            if (target.shipped().replaces() && rows != null) {
                deletes.add(new Merge(rows, changed).missing());
            }
            return deletes;
        }

        /** DELETEs of rows that stand in the way of those that arrive. */
        List<String> superseded(ChangedRows changed) {
            return rows == null || target.key().isEmpty()
                    ? List.of()
                    : new Merge(rows, changed).superseded(target.unique());
        }
    }

    public RowCounts apply(Connection connection, ChangedRows changed) throws SQLException, IOException {
        TargetLocks.require(
                connection,
                shipment.name(),
                tables.stream().map(TargetTable::table).toList(),
                tables.size());
        stage(connection);
        return UnvalidatedConstraints.around(connection, tables, () -> inSomeOrder(connection, changed));
    }

    private RowCounts inSomeOrder(Connection connection, ChangedRows changed) throws SQLException {
        Savepoint before = connection.setSavepoint();
        RowCounts counts;
        try {
            counts = inOrder(connection, changed);
        } catch (SQLException e) {
            if (!ApplyComplete.isReferredTo(e) && !Upsert.TAKEN.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            connection.rollback(before);
            counts = atOnce(connection, changed);
        }
        verify(changed);
        return counts;
    }

    private RowCounts inOrder(Connection connection, ChangedRows changed) throws SQLException {
        boolean late = new References(connection).passOn(tables);
        RowCounts counts = RowCounts.NONE;
        if (!late) {
            Savepoint before = connection.setSavepoint();
            try {
                counts = delete(connection, changed);
            } catch (SQLException e) {
                if (!ApplyComplete.isReferredTo(e)) {
                    throw e;
                }
                connection.rollback(before);
                late = true;
            }
        }
        counts = counts.plus(deleteSuperseded(connection, changed));
        for (List<Part> group : parentsFirst) {
            List<StagingTable> stages =
                    group.stream().flatMap(p -> Stream.ofNullable(p.rows())).toList();
            if (!stages.isEmpty()) {
                counts = counts.plus(new Upsert(connection, stages, changed).run());
            }
        }
        return late ? counts.plus(delete(connection, changed)) : counts;
    }

    /** Where no order works: everything in one statement. */
    private RowCounts atOnce(Connection connection, ChangedRows changed) throws SQLException {
        List<TableChange> changes = new ArrayList<>();
        for (Part part : parentsFirst.stream().flatMap(List::stream).toList()) {
            List<String> deletes = new ArrayList<>(part.deletes(changed));
            deletes.addAll(part.superseded(changed));
            if (part.rows() != null) {
                changes.add(Upsert.withDeletes(connection, part.rows(), changed, deletes, changes.size()));
            } else if (!deletes.isEmpty()) {
                changes.add(Merge.deletes(changed, part.target(), deletes, changes.size()));
            }
        }
        return TableChange.run(connection, changes);
    }

    private void verify(ChangedRows changed) throws SQLException {
        List<Part> parts = parentsFirst.stream().flatMap(List::stream).toList();
        List<StagingTable> stages =
                parts.stream().flatMap(part -> Stream.ofNullable(part.rows())).toList();
        triggers.verify(shipment.name(), stages, changed);
        for (Part part : parts) {
            for (String keys : part.gone()) {
                triggers.verifyDeleted(shipment.name(), part.target(), keys);
            }
        }
    }

    private void stage(Connection connection) throws SQLException, IOException {
        PartialRows rows = new PartialRows(connection, shipment);
        int number = 0;
        for (List<TargetTable> group : groups) {
            List<Part> parts = new ArrayList<>();
            for (TargetTable target : group) {
                int its = number++;
                parts.add(OfTable.work(target.name(), () -> part(rows, target, its)));
            }
            parentsFirst.add(parts);
        }
    }

    private static Part part(PartialRows rows, TargetTable target, int number) throws SQLException, IOException {
        boolean onlyDeleted =
                target.shipped().file() == null && target.shipped().deleted() != null;
        StagingTable stage = onlyDeleted ? null : rows.stage(target, number);
        List<String> gone = new ArrayList<>();
        rows.stageDeleted(target, number).ifPresent(gone::add);
        if (stage != null) {
            rows.stageSurplus(target, stage, number).ifPresent(gone::add);
        }
        return new Part(target, stage, gone);
    }

    private RowCounts delete(Connection connection, ChangedRows changed) throws SQLException {
        RowCounts counts = RowCounts.NONE;
        for (List<Part> group : childrenFirst()) {
            List<TableChange> deletes = new ArrayList<>();
            for (Part part : group) {
                List<String> gone = part.deletes(changed);
                if (!gone.isEmpty()) {
                    deletes.add(Merge.deletes(changed, part.target(), gone, deletes.size()));
                }
            }
            counts = counts.plus(TableChange.run(connection, deletes));
        }
        return counts;
    }

    private RowCounts deleteSuperseded(Connection connection, ChangedRows changed) throws SQLException {
        RowCounts counts = RowCounts.NONE;
        for (List<Part> group : childrenFirst()) {
            for (Part part : group) {
                for (String delete : part.superseded(changed)) {
                    counts = counts.plus(TableChange.run(
                            connection, List.of(Merge.deletes(changed, part.target(), List.of(delete), 0))));
                }
            }
        }
        return counts;
    }

    private List<List<Part>> childrenFirst() {
        List<List<Part>> childrenFirst = new ArrayList<>(parentsFirst);
        java.util.Collections.reverse(childrenFirst);
        return childrenFirst;
    }
}
