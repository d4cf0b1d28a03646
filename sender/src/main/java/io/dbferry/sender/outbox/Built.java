package io.dbferry.sender.outbox;

import io.dbferry.stream.format.manifest.Manifest;
import java.nio.file.Path;
import java.util.Set;

/**
 * A shipment that stands in the outbox whole: signed, synced, and with its manifest.
 *
 * @param outbox of its kind
 * @param folder of the shipment there
 * @param uploaded names of files that the depot has whole in {@code incoming/}
 */
public record Built(Outbox outbox, Path folder, Manifest manifest, Set<String> uploaded) {
    public Built {
        uploaded = Set.copyOf(uploaded);
    }
}
