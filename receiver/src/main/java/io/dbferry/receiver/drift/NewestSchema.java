package io.dbferry.receiver.drift;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.arrived.ArrivedShipments;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Covered.CoveredTable;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.TableEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The sender's tables as its newest shipments describe them.
 *
 * @param newest the shipment that says which tables there are
 * @param systemIdentifier of the sender's cluster
 * @param numbers of its tables
 * @param tables by their names
 * @param refused shipments that are not trusted, or not fit, and were passed over
 */
record NewestSchema(
        ShipmentName newest,
        String systemIdentifier,
        Map<TableName, Long> numbers,
        List<TableEntry> tables,
        List<String> refused) {
    NewestSchema {
        tables = List.copyOf(tables);
        refused = List.copyOf(refused);
    }

    /**
     * Reads manifests, the newest first, until each table is described: a partial describes those that it carries, a complete all.
     *
     * @param wanted tables that the config lets a load touch
     * @return empty if the depot has no shipment that can be read
     */
    static Optional<NewestSchema> read(Depot depot, ArrivedShipments shipments, Predicate<TableName> wanted)
            throws IOException {
        List<ShipmentName> all = depot.shipments();
        List<String> refused = new ArrayList<>();
        Map<TableName, TableEntry> found = new TreeMap<>();
        Set<TableName> missing = new HashSet<>();
        Manifest newest = null;
        for (int i = all.size() - 1; i >= 0 && (newest == null || !missing.isEmpty()); i--) {
            Optional<Manifest> manifest = manifest(shipments, all.get(i), refused);
            if (manifest.isEmpty()) {
                continue;
            }
            if (newest == null) {
                newest = manifest.get();
                missing.addAll(covered(manifest.get(), wanted));
            }
            for (TableEntry entry : manifest.get().tables()) {
                if (missing.remove(entry.name())) {
                    found.put(entry.name(), entry);
                }
            }
            if (manifest.get().kind() == Kind.COMPLETE) {
                break;
            }
        }
        return newest == null
                ? Optional.empty()
                : Optional.of(new NewestSchema(
                        newest.name(),
                        newest.position().systemIdentifier(),
                        newest.tableNumbers(),
                        List.copyOf(found.values()),
                        refused));
    }

    private static Set<TableName> covered(Manifest manifest, Predicate<TableName> wanted) {
        return Objects.requireNonNull(manifest.covered()).tables().stream()
                .map(CoveredTable::name)
                .filter(wanted)
                .collect(Collectors.toSet());
    }

    private static Optional<Manifest> manifest(ArrivedShipments shipments, ShipmentName name, List<String> refused)
            throws IOException {
        try {
            return Optional.of(shipments.open(name).manifest());
        } catch (DbferryException e) {
            if (e.failure() != Failure.SHIPMENT_REFUSED) {
                throw e;
            }
            refused.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
