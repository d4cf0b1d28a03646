package io.dbferry.check;

import io.dbferry.check.finding.Findings;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.arrived.ArrivedShipments;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.DepotException;
import io.dbferry.text.Count;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the config lets the newest shipment in, by its policy, and has a place for its media. */
record NewestShipmentCheck(ReceiverConfig config, DepotOpener depot, Findings findings) {
    private static final String POLICY = "policy";
    /** Anyone can make a folder with a high number: so many are looked at for one that is the sender's. */
    private static final int LOOKED_AT = 10;

    void run(ShipmentTrust trust) throws IOException {
        try (Depot opened = depot.open()) {
            ArrivedShipments shipments = new ArrivedShipments(config, opened, trust, Progress.SILENT);
            List<ShipmentName> all = opened.shipments();
            for (int i = all.size() - 1; i >= Math.max(0, all.size() - LOOKED_AT); i--) {
                if (says(shipments, all.get(i))) {
                    return;
                }
            }
        } catch (DepotException e) {
            return; // the look at the depot says so
        }
    }

    private boolean says(ArrivedShipments shipments, ShipmentName name) throws IOException {
        try {
            Covered covered = shipments.open(name).manifest().covered();
            String policy = covered == null ? null : covered.policy();
            media(covered);
            if (config.policy().isPresent()) {
                findings.ok(POLICY, name + " travelled under the policy that require-policy demands");
            } else if (policy != null) {
                findings.ok(POLICY, name + " travelled under policy " + policy + "; require-policy can demand it");
            }
            return true;
        } catch (DbferryException e) {
            if (RejectedShipment.isOtherPolicy(e)) {
                findings.fail(POLICY, e.failure(), String.valueOf(e.getMessage()), e.hint());
                return true;
            }
            return false; // what else is wrong with it is for a load to say
        }
    }

    private void media(@Nullable Covered covered) {
        int there =
                covered == null || covered.media() == null ? 0 : covered.media().size();
        int here = config.media().size();
        if (there > here) {
            findings.fail(
                    "media",
                    Failure.CONFIG,
                    "the sender has " + Count.of(there, "media folder") + ", and media in this config " + here,
                    RejectedShipment.MEDIA_HINT);
        }
    }
}
