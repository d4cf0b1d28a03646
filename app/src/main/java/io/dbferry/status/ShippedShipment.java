package io.dbferry.status;

import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A shipment of the sender's, with what its manifest tells.
 *
 * @param time of its snapshot
 * @param rows null, as the numbers after it, if the manifest cannot be read; of an encrypted shipment only the bytes
 *     are known
 */
public record ShippedShipment(
        Sequence sequence,
        Kind kind,
        String shipment,
        Instant time,
        @Nullable Long rows,
        @Nullable Long mediaFiles,
        @Nullable Long bytes) {
    static ShippedShipment of(Manifest manifest) {
        ShipmentName name = manifest.name();
        return new ShippedShipment(
                name.sequence(),
                name.kind(),
                name.folder(),
                name.time(),
                manifest.encrypted() == null ? manifest.rows() : null,
                manifest.encrypted() == null ? manifest.media().count() : null,
                manifest.bytes());
    }

    /** Reads the manifest; one that a receiver prunes meanwhile, or that nobody of ours wrote, leaves only the name. */
    static ShippedShipment read(ShipmentName name, Depot depot) throws IOException {
        return DepotManifest.read(name, depot).map(ShippedShipment::of).orElseGet(() -> onlyName(name));
    }

    private static ShippedShipment onlyName(ShipmentName name) {
        return new ShippedShipment(name.sequence(), name.kind(), name.folder(), name.time(), null, null, null);
    }
}
