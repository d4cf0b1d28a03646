package io.dbferry.receiver.proof;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.stream.format.Covered.CoveredTable;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.TableEntry;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which shipment's digests say what each table must be now. Digests are of one position: those of a shipment hold for a
 * table until a later shipment changes it.
 *
 * @param last the shipment that was applied last
 * @param shipments the last complete and all behind it, in sequence
 * @param proofs by table, the shipment whose digests hold
 * @param changed by table, the shipment that changed it since
 */
record ProofPlan(
        LedgerEntry last,
        List<ShipmentReader> shipments,
        Map<TableName, ShipmentReader> proofs,
        Map<TableName, ShipmentName> changed) {

    /** Opens a shipment of the depot. */
    interface Opener {
        ShipmentReader open(ShipmentName name) throws IOException;
    }

    /**
     * Reads the manifests of all shipments from the last applied complete on.
     *
     * @throws DbferryException if nothing is applied, or one of them is not in the depot any more
     */
    static ProofPlan of(Ledger ledger, List<ShipmentName> inDepot, Opener opener, Predicate<TableName> wanted)
            throws SQLException, IOException {
        LedgerEntry complete = ledger.lastComplete()
                .orElseThrow(() -> new DbferryException(
                        Failure.TARGET_DATABASE,
                        "cannot verify: no complete has been applied yet",
                        "Run 'dbferry load' first"));
        List<LedgerEntry> applied = new ArrayList<>(ledger.from(complete.sequence(), Integer.MAX_VALUE));
        Collections.reverse(applied);
        List<ShipmentReader> shipments = new ArrayList<>();
        Map<TableName, ShipmentReader> proofs = new LinkedHashMap<>();
        Map<TableName, ShipmentName> changed = new TreeMap<>();
        for (LedgerEntry entry : applied) {
            ShipmentReader shipment = open(entry, inDepot, opener);
            shipments.add(0, shipment);
            for (DigestEntry digest : shipment.manifest().digests()) {
                if (wanted.test(digest.name()) && !changed.containsKey(digest.name())) {
                    proofs.putIfAbsent(digest.name(), shipment);
                }
            }
            for (TableEntry table : shipment.manifest().tables()) {
                if (wanted.test(table.name()) && !proofs.containsKey(table.name())) {
                    changed.putIfAbsent(table.name(), shipment.name());
                }
            }
        }
        return new ProofPlan(applied.get(0), shipments, proofs, changed);
    }

    /** Tables that were compared with the last complete, and of whose changes since then no shipment tells. */
    List<TableName> completesOnly() {
        Manifest newest = shipments.get(shipments.size() - 1).manifest();
        return newest.kind() == Kind.COMPLETE
                ? List.of()
                : Objects.requireNonNull(newest.covered()).tables().stream()
                        .filter(table -> !table.isKeptInStep())
                        .map(CoveredTable::name)
                        .filter(proofs::containsKey)
                        .toList();
    }

    private static ShipmentReader open(LedgerEntry entry, List<ShipmentName> inDepot, Opener opener)
            throws IOException {
        if (inDepot.contains(entry.name())) {
            ShipmentReader shipment = opener.open(entry.name());
            if (shipment.manifestSha256().equals(entry.manifestSha256())) {
                return shipment;
            }
        }
        throw new DbferryException(
                Failure.DEPOT,
                "cannot verify: " + entry.name() + ", which was applied here, is not in the depot any more",
                "Run 'dbferry dump complete' on the sender, and 'dbferry load' here: it proves all tables");
    }
}
