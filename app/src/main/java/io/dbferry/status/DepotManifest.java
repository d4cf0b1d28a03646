package io.dbferry.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Json;
import java.io.IOException;
import java.util.Optional;

/** A manifest in the depot, to be shown: whether it is to be trusted is for a load to find out. */
public final class DepotManifest {
    private DepotManifest() {}

    /** Empty for one that a receiver prunes meanwhile, or that nobody of ours wrote. */
    public static Optional<Manifest> read(ShipmentName name, Depot depot) throws IOException {
        try {
            byte[] json = depot.open(name).start(ShipmentLayout.MANIFEST, ShipmentLayout.MANIFEST_LIMIT);
            return Optional.of(Json.readForeign(json, Manifest.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
