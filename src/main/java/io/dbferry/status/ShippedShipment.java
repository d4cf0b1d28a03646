package io.dbferry.status;

import io.dbferry.depot.Depot;
import io.dbferry.depot.DepotException;
import io.dbferry.shipment.DepotLayout;
import io.dbferry.shipment.Json;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Manifest;
import io.dbferry.shipment.Sequence;
import io.dbferry.shipment.ShipmentLayout;
import io.dbferry.shipment.ShipmentName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
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
    private static final int MAX_MANIFEST_BYTES = 64 << 20;

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
        try (InputStream json = depot.read(DepotLayout.file(name, ShipmentLayout.MANIFEST))) {
            return of(Json.readForeign(json.readNBytes(MAX_MANIFEST_BYTES), Manifest.class));
        } catch (DepotException e) {
            if (e.problem() != DepotException.Problem.ACCESS) {
                throw e;
            }
            return onlyName(name);
        } catch (NoSuchFileException | com.fasterxml.jackson.core.JsonProcessingException e) {
            return onlyName(name);
        }
    }

    private static ShippedShipment onlyName(ShipmentName name) {
        return new ShippedShipment(name.sequence(), name.kind(), name.folder(), name.time(), null, null, null);
    }
}
