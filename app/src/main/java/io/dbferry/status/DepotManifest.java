package io.dbferry.status;

import io.dbferry.stream.DepotLayout;
import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Depot;
import io.dbferry.stream.store.DepotException;
import io.dbferry.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** A manifest in the depot, to be shown: whether it is to be trusted is for a load to find out. */
public final class DepotManifest {
    private static final int MAX_BYTES = 64 << 20;

    private DepotManifest() {}

    /** Empty for one that a receiver prunes meanwhile, or that nobody of ours wrote. */
    public static Optional<Manifest> read(ShipmentName name, Depot depot) throws IOException {
        try (InputStream json = depot.read(DepotLayout.file(name, ShipmentLayout.MANIFEST))) {
            return Optional.of(Json.readForeign(json.readNBytes(MAX_BYTES), Manifest.class));
        } catch (DepotException e) {
            if (e.problem() != DepotException.Problem.ACCESS) {
                throw e;
            }
            return Optional.empty();
        } catch (NoSuchFileException | com.fasterxml.jackson.core.JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
