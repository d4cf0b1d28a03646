package io.dbferry.receiver.proof;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.stream.digest.BucketSums;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.ShipmentLayout;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The bucket sums that a shipment carries. */
final class DigestFile {
    private DigestFile() {}

    /** Those of some tables; of large ones 8 MB each. */
    static Map<TableName, BucketSums> read(ShipmentReader shipment, Set<TableName> tables) throws IOException {
        Map<TableName, BucketSums> read = new HashMap<>();
        try (InputStream file = shipment.open(shipment.entry(ShipmentLayout.DIGESTS))) {
            for (DigestEntry digest : shipment.manifest().digests()) {
                byte[] sums = file.readNBytes(digest.bytes()); // skipping would keep them from being hashed
                if (tables.contains(digest.name())) {
                    read.put(digest.name(), BucketSums.of(sums, digest.rows()));
                }
            }
        }
        for (DigestEntry digest : shipment.manifest().digests()) {
            BucketSums sums = read.get(digest.name());
            if (sums != null && !sums.checksum().equals(digest.checksum())) {
                throw RejectedShipment.unfit(
                        shipment.name(),
                        "the digest of table '" + digest.name() + "' in its manifest is not that in '"
                                + ShipmentLayout.DIGESTS + "'");
            }
        }
        return read;
    }
}
