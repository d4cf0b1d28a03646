package io.dbferry.receiver.proof;

import io.dbferry.event.Event;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.ledger.Proofs;
import io.dbferry.receiver.ledger.Proofs.Proof;
import io.dbferry.receiver.ledger.Proofs.Repair;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.digest.BucketRows;
import io.dbferry.stream.format.manifest.RepairEntry;
import io.dbferry.text.Count;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares what a partial has repaired with what the sender has, in the transaction that applies it. */
public final class RepairProof {
    private RepairProof() {}

    /** Records what came of it; returns a line for people for each table that was known to differ. */
    public static List<String> record(
            Connection connection,
            ShipmentReader shipment,
            Collection<TargetTable> tables,
            RowCounts counts,
            Proofs proofs)
            throws SQLException {
        List<String> lines = new ArrayList<>();
        if (tables.stream().allMatch(target -> target.shipped().repair() == null)) {
            return lines;
        }
        Map<TableName, Proof> known =
                proofs.different().stream().collect(Collectors.toMap(Proof::table, proof -> proof));
        for (TargetTable target : tables) {
            RepairEntry repair = target.shipped().repair();
            if (repair != null) {
                List<Integer> differing =
                        OfTable.query(List.of(target.name()), () -> differing(connection, target, repair));
                Optional<Proof> proof = proof(shipment, target, repair, differing, known);
                if (proof.isPresent()) {
                    proofs.put(proof.stream().toList());
                    lines.add(line(target, differing, counts));
                }
            }
        }
        lines.forEach(line -> Event.of("repaired").say(line));
        return lines;
    }

    private static List<Integer> differing(Connection connection, TargetTable target, RepairEntry repair)
            throws SQLException {
        List<String> here = BucketRows.read(
                        connection,
                        target.table(),
                        new BucketRows.Asked(
                                target.shipped().columnNames(), target.carriedKey(), repair.buckets(), repair.wanted()))
                .sums();
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < here.size(); i++) {
            if (!here.get(i).equals(repair.sums().get(i))) {
                differing.add(repair.wanted().get(i));
            }
        }
        return differing;
    }

    /** Empty if nothing that is known changes: the repair is another receiver's. */
    private static Optional<Proof> proof(
            ShipmentReader shipment,
            TargetTable target,
            RepairEntry repair,
            List<Integer> differing,
            Map<TableName, Proof> known) {
        Proof before = known.get(target.name());
        if (differing.isEmpty() && (before == null || !covers(repair, before))) {
            return Optional.empty();
        }
        return Optional.of(new Proof(
                target.name(),
                shipment.name().sequence(),
                Instant.EPOCH,
                repair.buckets(),
                differing.size(),
                differing,
                before == null ? 0 : before.atMostRows(),
                differing.isEmpty() ? Repair.NONE : Repair.FAILED));
    }

    private static boolean covers(RepairEntry repair, Proof proof) {
        return proof.wanted().isEmpty()
                ? repair.buckets() == 1
                : repair.buckets() == 1
                        || repair.buckets() == proof.buckets()
                                && repair.wanted().containsAll(proof.wanted());
    }

    private static String line(TargetTable target, List<Integer> differing, RowCounts counts) {
        RowCounts.Rows rows = counts.byTable().get(target.name().sql());
        long written = rows == null ? 0 : rows.inserted() + rows.updated() + rows.deleted();
        return differing.isEmpty()
                ? "repaired " + Count.of(written, "row") + " of table '" + target.name() + "'"
                : "repaired table '" + target.name() + "', and " + Count.of(differing.size(), "bucket")
                        + (differing.size() == 1 ? " differs again" : " differ again");
    }
}
