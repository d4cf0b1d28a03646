package io.dbferry.receiver.proof;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.LockRelease;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.stream.digest.BucketSums;
import io.dbferry.stream.digest.TableDigest;
import io.dbferry.stream.format.DigestEntry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Compares tables, as one transaction sees them, with the digests of one shipment. */
public final class TableProof {
    private final ShipmentReader shipment;
    private final Map<TableName, DigestEntry> digests = new HashMap<>();

    public TableProof(ShipmentReader shipment) {
        this.shipment = shipment;
        shipment.manifest().digests().forEach(digest -> digests.put(digest.name(), digest));
    }

    /** Reads all rows of the tables that the shipment has digests of. */
    public List<Difference> differences(Connection connection, Collection<Table> tables)
            throws SQLException, IOException {
        Map<TableName, BucketSums> differing = new HashMap<>();
        for (Table table : tables) {
            read(connection, table).ifPresent(sums -> differing.put(table.name(), sums));
        }
        return differences(differing);
    }

    /** The table's sums, if it has other rows than the shipment says. */
    Optional<BucketSums> read(Connection connection, Table table) throws SQLException {
        DigestEntry digest = digests.get(table.name());
        if (digest == null) {
            return Optional.empty();
        }
        BucketSums here = OfTable.query(
                List.of(table.name()),
                () -> LockRelease.afterQuery(connection, () -> TableDigest.read(connection, table, digest)));
        boolean equal = here.rows() == digest.rows() && here.checksum().equals(digest.checksum());
        return equal ? Optional.empty() : Optional.of(here);
    }

    /** @param here the sums of tables that differ */
    List<Difference> differences(Map<TableName, BucketSums> here) throws IOException {
        List<Difference> differences = new ArrayList<>();
        if (here.isEmpty()) {
            return differences;
        }
        Map<TableName, BucketSums> shipped = DigestFile.read(shipment, here.keySet());
        for (DigestEntry digest : shipment.manifest().digests()) {
            BucketSums sums = here.get(digest.name());
            if (sums != null) {
                List<Integer> buckets =
                        Objects.requireNonNull(shipped.get(digest.name())).differing(sums);
                differences.add(new Difference(digest.name(), digest.rows(), sums.rows(), digest.buckets(), buckets));
            }
        }
        return differences;
    }
}
