package io.dbferry.receiver.open;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.stream.Depot;
import io.dbferry.stream.age.AgeIdentities;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks before a load whether what the sender signs is trusted. */
public final class NewestTrusted {
    /** Anyone can make a folder with a high number: so many are looked at for one that is trusted. */
    private static final int LOOKED_AT = 10;

    private NewestTrusted() {}

    /** Why the newest shipment would not be trusted; empty if it or one of the next would be, or the depot has none. */
    public static Optional<DbferryException> refusal(Depot depot, String stream, ShipmentTrust trust)
            throws IOException {
        List<ShipmentName> all = depot.shipments();
        Optional<DbferryException> newest = Optional.empty();
        for (int i = all.size() - 1; i >= Math.max(0, all.size() - LOOKED_AT); i--) {
            Optional<DbferryException> refusal = refusal(all.get(i), depot, stream, trust);
            if (refusal.isEmpty()) {
                return refusal;
            }
            newest = newest.or(() -> refusal);
        }
        return newest;
    }

    private static Optional<DbferryException> refusal(
            ShipmentName name, Depot depot, String stream, ShipmentTrust trust) throws IOException {
        try {
            ShipmentReader.open(depot, name, stream, trust, Optional.empty(), Path.of(""));
            return Optional.empty();
        } catch (DbferryException e) {
            // What is wrong with it otherwise is for a load to say.
            return RejectedShipment.isImpostor(e) ? Optional.of(e) : Optional.empty();
        }
    }

    /**
     * The description of the newest complete that is trusted and fit; empty if there is none yet.
     *
     * @param identityFile what decrypts it, as in the config
     */
    public static Optional<Manifest> complete(
            Depot depot, String stream, ShipmentTrust trust, Optional<Path> identityFile) throws IOException {
        Optional<AgeIdentities> identities = identityFile.map(AgeIdentities::read);
        List<ShipmentName> completes = depot.shipments().stream()
                .filter(name -> name.kind() == Kind.COMPLETE)
                .toList();
        for (int i = completes.size() - 1; i >= Math.max(0, completes.size() - LOOKED_AT); i--) {
            try {
                return Optional.of(ShipmentReader.open(depot, completes.get(i), stream, trust, identities, Path.of(""))
                        .manifest());
            } catch (DbferryException e) {
                if (e.failure() != Failure.SHIPMENT_REFUSED) {
                    throw e;
                }
            }
        }
        return Optional.empty();
    }
}
