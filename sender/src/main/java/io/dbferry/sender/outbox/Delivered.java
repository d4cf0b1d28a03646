package io.dbferry.sender.outbox;

import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MissingFile;
import java.util.List;

/**
 * A shipment that is in the depot, and that the work folder remembers.
 *
 * @param missed files that its rows name, that were not there, and that no shipment before it missed; the next shipments
 *     look for them again
 */
public record Delivered(Manifest manifest, List<MissingFile> missed) {
    public Delivered {
        missed = List.copyOf(missed);
    }

    public ShipmentName name() {
        return manifest.name();
    }
}
