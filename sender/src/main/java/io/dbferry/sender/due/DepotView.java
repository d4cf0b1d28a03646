package io.dbferry.sender.due;

import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.sender.outbox.ForeignShipments;
import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.sender.outbox.OwnShipments;
import io.dbferry.sender.work.SenderState;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the depot shows when a run begins.
 *
 * @param before what the work folder knew before the depot was looked at
 * @param receipts the newest of each receiver, by its name
 * @param ahead that a receiver has applied what this work folder never shipped; empty if none has since the last complete
 * @param foreign shipments there that are not this sender's
 */
public record DepotView(
        SenderState before,
        Set<ShipmentName> shipments,
        Map<String, Receipt> receipts,
        Optional<String> ahead,
        Continuity continuity,
        Optional<ForeignShipments> foreign) {

    /**
     * Looks, and brings the work folder up to what it sees: numbers go on behind the highest of its own shipments there
     * and of what a receipt names. A folder that does not know the newest shipment of its own stream was lost or
     * is an older copy: it gets a stream id of its own, so that a second copy of it that still ships is refused with its
     * next run. Shipments that this sender did not sign, if it has a key, change nothing of that: docs/decisions/040.
     *
     * @throws DbferryException if another sender ships to this depot
     */
    public static DepotView open(SenderConfig config, WorkFolder work, Depot depot, ManifestSigner signer)
            throws IOException {
        SenderState before = work.state();
        checkStream(config, before);
        depot.dumpBegins(
                work.receiptsSeen().receivers(),
                Optional.ofNullable(before.shipped()).map(SenderState.Shipped::sequence));
        List<ShipmentName> shipments = newestFirst(depot);
        Set<ShipmentName> built = work.built();
        // Read again, behind the outbox: what a dump of the other kind has published meanwhile is ours.
        Optional<SenderState> known = work.hasState() ? Optional.of(work.state()) : Optional.empty();
        StreamNumbers numbers = new StreamNumbers(known);
        OwnShipments own = own(
                config.stream(),
                shipments.stream()
                        .filter(name -> numbers.isUnknown(name, built))
                        .toList(),
                numbers,
                signer,
                depot);
        Optional<Sequence> newest = own.newest().map(Manifest::sequence);
        Continuity continuity =
                own.newest().map(m -> anew(config, work, depot, m, known)).orElseGet(Continuity.Continues::new);
        Sequence sure = numbers.sure(newest);
        Sequence most = numbers.ofReceipts(newest);
        HeardReceipts receipts =
                HeardReceipts.read(work.receiptsSeen().receivers(), known.map(state -> sure), most, depot);
        Optional<String> ahead = known.flatMap(receipts::ahead);
        // A lost state does not know what is built here either.
        Sequence highest = StreamNumbers.highest(sure, most, receipts.all()).later(work.highestBuilt());
        work.adopt(StreamNumbers.free(highest, shipments), continuity instanceof Continuity.BeginsAnew, ahead);
        return new DepotView(
                before,
                Set.copyOf(shipments),
                receipts.upTo(),
                ahead.or(() -> known.map(SenderState::ahead).map(SenderState.Ahead::why)),
                continuity,
                own.foreign());
    }

    private static OwnShipments own(
            String name, List<ShipmentName> unknown, StreamNumbers numbers, ManifestSigner signer, Depot depot)
            throws IOException {
        // One signed for another stream may be a copy that a stranger made: it says where a new work folder ships to by
        // mistake, and is not believed later.
        boolean ofStream = numbers.known().isPresent() && signer.signs();
        Optional<String> stream = ofStream ? Optional.of(name) : Optional.empty();
        return OwnShipments.among(unknown, numbers.ofShipments(signer.signs()), stream, signer, depot);
    }

    /**
     * A stream that has got another name would go on under it in the same depot, where receivers wait for the old one.
     *
     * @throws DbferryException if the work folder has shipped another stream than the config names
     */
    public static void checkStream(SenderConfig config, SenderState state) {
        String shipped = state.stream();
        if (shipped != null && !shipped.equals(config.stream())) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot ship stream '" + config.stream() + "': work folder '" + config.work()
                            + "' has shipped stream '" + shipped + "'",
                    "Write 'stream: " + shipped
                            + "' again; for another stream, name a work folder and a depot of its own",
                    null);
        }
    }

    private static List<ShipmentName> newestFirst(Depot depot) throws IOException {
        return depot.shipments().stream().sorted(Comparator.reverseOrder()).toList();
    }

    /** @param known empty if the work folder is new */
    private static Continuity anew(
            SenderConfig config, WorkFolder work, Depot depot, Manifest newest, Optional<SenderState> known) {
        if (!newest.stream().equals(config.stream())) {
            throw refused(
                    config,
                    depot,
                    newest,
                    "it is of stream '" + newest.stream() + "'",
                    "Name a folder of this stream's own with depot");
        }
        if (known.isPresent() && !known.get().streamId().equals(newest.streamId())) {
            throw refused(
                    config,
                    depot,
                    newest,
                    "another sender of the stream has shipped it, on another machine or with another work folder",
                    "Stop one of the two. To continue with this one, delete '"
                            + work.folder().resolve("state.json") + "': its next run ships a complete");
        }
        return new Continuity.BeginsAnew(
                known.isEmpty()
                        ? "the work folder is new, and the depot has " + newest.name()
                        : "the depot has " + newest.name()
                                + ", and the work folder is an older copy that does not know it");
    }

    private static DbferryException refused(
            SenderConfig config, Depot depot, Manifest newest, String cause, String hint) {
        return new DbferryException(
                Failure.CONFIG,
                "cannot ship stream '" + config.stream() + "' to depot '" + depot.describe() + "' behind "
                        + newest.name() + ": " + cause,
                hint,
                null);
    }
}
