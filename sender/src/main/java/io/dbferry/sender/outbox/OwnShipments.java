package io.dbferry.sender.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.stream.Depot;
import io.dbferry.stream.ShipmentFolder;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the newest of the sender's own shipments among folders that its work folder does not know. Anyone who can write
 * into the depot can make such folders: with a key, only what the key signed counts.
 *
 * @param newest its manifest; empty if none is the sender's
 * @param foreign the folders that are not
 */
public record OwnShipments(Optional<Manifest> newest, Optional<ForeignShipments> foreign) {
    private static final int MAX_SIGNATURE_BYTES = 1 << 16;

    /** So many folders that are not the sender's are looked into, and so many bytes of them read, by one run. */
    private static final int MAX_FOLDERS = 200;

    private static final long MAX_BYTES = 4L * ShipmentLayout.MANIFEST_LIMIT;

    /**
     * Looks until it finds one.
     *
     * @param newestFirst folders that no run of this work folder can have shipped
     * @param limit no higher number is the sender's
     * @param stream only of that one; empty for all that the key signed
     */
    public static OwnShipments among(
            List<ShipmentName> newestFirst, Sequence limit, Optional<String> stream, ManifestSigner signer, Depot depot)
            throws IOException {
        Look look = new Look(stream, signer, depot);
        List<ShipmentName> foreign = new ArrayList<>();
        Optional<Manifest> newest = Optional.empty();
        for (ShipmentName name : newestFirst) {
            newest = name.sequence().compareTo(limit) <= 0 ? look.own(name) : Optional.empty();
            if (newest.isPresent()) {
                break;
            }
            foreign.add(name);
        }
        return new OwnShipments(newest, ForeignShipments.of(foreign, signer.signs(), depot.describe()));
    }

    /** One run's look, with an end. */
    private static final class Look {
        private final Optional<String> stream;
        private final ManifestSigner signer;
        private final Depot depot;
        private int folders;
        private long bytes;

        Look(Optional<String> stream, ManifestSigner signer, Depot depot) {
            this.stream = stream;
            this.signer = signer;
            this.depot = depot;
        }

        /** Empty for what is no shipment, one of another sender, or a copy of one under another name. */
        Optional<Manifest> own(ShipmentName name) throws IOException {
            if (folders == MAX_FOLDERS || bytes >= MAX_BYTES) {
                return Optional.empty();
            }
            folders++;
            ShipmentFolder shipment = depot.open(name);
            byte[] signature = new byte[0];
            if (signer.signs()) {
                signature = shipment.start(ShipmentLayout.SIGNATURE, MAX_SIGNATURE_BYTES);
                if (signature.length == 0) {
                    return Optional.empty();
                }
            }
            byte[] json = shipment.start(ShipmentLayout.MANIFEST, ShipmentLayout.MANIFEST_LIMIT);
            bytes += json.length;
            return signer.isOwn(json, signature) ? parse(json, name) : Optional.empty();
        }

        private Optional<Manifest> parse(byte[] json, ShipmentName name) throws IOException {
            try {
                return Optional.of(Json.readForeign(json, Manifest.class))
                        .filter(manifest -> manifest.name().equals(name))
                        .filter(manifest -> stream.isEmpty() || stream.get().equals(manifest.stream()));
            } catch (JsonProcessingException e) {
                return Optional.empty();
            }
        }
    }
}
