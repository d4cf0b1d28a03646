package io.dbferry.receiver.proof;

import io.dbferry.event.Step;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.ledger.Proofs;
import io.dbferry.receiver.ledger.Proofs.Proof;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.stream.format.DigestEntry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The proof by the digests of a partial, in the transaction that applies it, at its very position. What differs is recorded
 * and the partial stays: it changed little, and the next one repairs the rows.
 */
public final class PartialProof {
    private PartialProof() {}

    /** @param wanted tables that the config lets a shipment touch */
    public static void record(
            Connection connection, ShipmentReader shipment, Predicate<TableName> wanted, Proofs proofs)
            throws SQLException, IOException {
        if (shipment.manifest().digests().isEmpty()) {
            return;
        }
        try (Step step = Step.begin("proof")) {
            Catalog catalog = new CatalogReader(connection).read();
            List<Table> tables = shipment.manifest().digests().stream()
                    .map(DigestEntry::name)
                    .filter(wanted)
                    .flatMap(name -> catalog.find(name).stream())
                    .toList();
            List<Difference> differences = new TableProof(shipment).differences(connection, tables);
            Map<TableName, Proof> before =
                    proofs.all().stream().collect(Collectors.toMap(Proof::table, proof -> proof));
            List<Proof> found = new ArrayList<>();
            for (Difference difference : differences) {
                found.add(Recorded.different(
                        shipment.manifest(), difference, Optional.ofNullable(before.get(difference.table()))));
            }
            found.addAll(Recorded.equal(
                    shipment.manifest(),
                    tables.stream()
                            .map(Table::name)
                            .filter(name -> differences.stream()
                                    .noneMatch(difference -> difference.table().equals(name)))
                            .toList()));
            proofs.put(found);
        }
    }
}
