package io.dbferry.receiver.open;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.stream.HeartbeatFile;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Json;
import java.io.IOException;

/**
 * The manifest that a shipment must have, by its name and its stream.
 *
 * @param stream whose manifests this receiver takes
 */
record ExpectedManifest(ShipmentName name, String stream) {
    /** So much is read of what nobody trusts. */
    private static final int UNTRUSTED_LIMIT = 1 << 20;

    /** Reads one that is believed to be the sender's. */
    Manifest parse(byte[] json) throws IOException {
        try {
            return Json.readForeign(json, Manifest.class);
        } catch (JsonProcessingException e) {
            if (HeartbeatFile.parse(json).isPresent()) {
                throw RejectedShipment.impostor(name, "its manifest is a heartbeat of the sender");
            }
            throw RejectedShipment.unfit(name, "its manifest is not readable: " + e.getOriginalMessage());
        }
    }

    /** A stream that is mistyped on one side is named before the key is blamed, which is allowed for the right name. */
    void requireStream(byte[] json) throws IOException {
        if (json.length > UNTRUSTED_LIMIT) {
            return;
        }
        Manifest manifest;
        try {
            manifest = Json.readForeign(json, Manifest.class);
        } catch (JsonProcessingException e) {
            return; // whose it is says the signature alone
        }
        if (!manifest.stream().equals(stream)) {
            throw RejectedShipment.otherStream(name, manifest.stream(), stream);
        }
    }

    /** Refuses one of another format, stream or shipment, and one that contradicts itself. */
    void check(Manifest manifest) {
        if (manifest.format() != Manifest.FORMAT) {
            throw RejectedShipment.unfit(
                    name, "its format is " + manifest.format() + ", this DbFerry reads " + Manifest.FORMAT);
        }
        try {
            ManifestCheck.run(manifest);
        } catch (ManifestCheck.InconsistentException e) {
            throw RejectedShipment.unfit(name, "its manifest contradicts itself: " + e.getMessage());
        }
        // What somebody signed for another place is as good as unsigned here.
        if (!manifest.stream().equals(stream)) {
            throw RejectedShipment.otherStream(name, manifest.stream(), stream);
        }
        if (!manifest.name().equals(name)) {
            throw RejectedShipment.copy(name, manifest.name());
        }
    }
}
