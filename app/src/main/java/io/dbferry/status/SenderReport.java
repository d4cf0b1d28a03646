package io.dbferry.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dbferry.config.SenderConfig;
import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.outbox.SenderStatus;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Manifest.MissingFile;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a sender is, and its receivers.
 *
 * @param time when this was read
 * @param lastShipped as the work folder remembers it; null if nothing was shipped from here
 * @param inDepot how many shipments stand there
 * @param newest the newest of those, newest first
 * @param waiting in the outbox, in sequence
 * @param nextCompleteFrom until then no complete is shipped because a receiver asks for one; absent if the next run
 *     ships what is asked for
 * @param warnings what keeps the next run from its work
 * @param missingMedia files that shipped rows name and that were not there, of which a warning was given then
 */
public record SenderReport(
        String role,
        String stream,
        String depot,
        Instant time,
        @Nullable ShipmentName lastShipped,
        int inDepot,
        List<ShippedShipment> newest,
        List<ShippedShipment> waiting,
        List<MissingFile> missingMedia,
        List<ReceiverProgress> receivers,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant nextCompleteFrom,
        List<String> warnings) {
    private static final int NEWEST = 10;

    public SenderReport {
        newest = List.copyOf(newest);
        waiting = List.copyOf(waiting);
        missingMedia = List.copyOf(missingMedia);
        receivers = List.copyOf(receivers);
        warnings = List.copyOf(warnings);
    }

    public static SenderReport read(SenderConfig config, Database database, Depot depot, Instant now)
            throws IOException {
        List<ShipmentName> inDepot = depot.shipments();
        List<ShippedShipment> newest = new ArrayList<>();
        for (int i = inDepot.size() - 1; i >= Math.max(0, inDepot.size() - NEWEST); i--) {
            newest.add(ShippedShipment.read(inDepot.get(i), depot));
        }
        SenderStatus sender = SenderStatus.read(config.work());
        return new SenderReport(
                "sender",
                config.stream(),
                depot.describe(),
                now,
                sender.shipped(),
                inDepot.size(),
                newest,
                sender.waiting().stream().map(ShippedShipment::of).toList(),
                sender.missing(),
                ReceiverProgress.all(sender.highest(), inDepot, depot),
                depot.nextComplete(now).orElse(null),
                StatusWarnings.ofSender(config.work(), database));
    }
}
