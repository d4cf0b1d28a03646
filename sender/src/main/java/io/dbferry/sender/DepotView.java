package io.dbferry.sender;

import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.sender.outbox.OwnShipments;
import io.dbferry.sender.outbox.SenderState;
import io.dbferry.sender.outbox.WorkFolder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the depot shows when a run begins.
 *
 * @param shippedBefore the last shipment that the work folder knew of before the depot was looked at
 * @param receipts the newest of each receiver, by its name
 * @param ahead that a receiver has applied what this work folder never shipped; null if none has since the last complete
 * @param unknown why the stream must begin anew with a complete; null if the work folder knows what the depot has
 * @param foreign what to warn of: shipments there that are not this sender's; null if there are none
 */
record DepotView(
        SenderState.@Nullable Shipped shippedBefore,
        Set<ShipmentName> shipments,
        Map<String, Receipt> receipts,
        @Nullable String ahead,
        @Nullable String unknown,
        @Nullable String foreign) {

    /** No stream comes this far, and behind it there is room for all that will ever be drawn. */
    private static final Sequence BELIEVABLE = new Sequence(1_000_000_000_000L);

    /**
     * So far can a receipt, which anyone may have written, raise the numbers above those that this sender knows or
     * signed: a partial each minute for two months. Eighteen digits of a number outlast that for ever.
     */
    private static final long LEAP = 100_000;

    /**
     * Looks, and brings the work folder up to what it sees: numbers go on behind the highest of its own shipments there
     * and of what a receipt names. A folder that does not know the newest shipment of its own stream was lost or
     * is an older copy: it gets a stream id of its own, so that a second copy of it that still ships is refused with its
     * next run. Shipments that this sender did not sign, if it has a key, change nothing of that: docs/decisions/040.
     *
     * @throws DbferryException if another sender ships to this depot
     */
    static DepotView open(SenderConfig config, WorkFolder work, Depot depot, ManifestSigner signer) throws IOException {
        SenderState before = work.state();
        checkStream(config, before, work, depot);
        List<ShipmentName> shipments = newestFirst(depot);
        Set<ShipmentName> built = work.built();
        // Read again, behind the outbox: what a dump of the other kind has published meanwhile is ours.
        boolean known = work.hasState();
        SenderState state = work.state();
        List<ShipmentName> strange = shipments.stream()
                .filter(name -> !known || isUnknown(name, state, built))
                .toList();
        // One signed for another stream may be a copy that a stranger made: it says where a new work folder ships to by
        // mistake, and is not believed later.
        String stream = known && signer.signs() ? config.stream() : null;
        OwnShipments own = OwnShipments.among(strange, limit(known, state, signer), stream, signer, depot);
        Optional<Manifest> newest = own.newest();
        String unknown = newest.map(m -> check(config, work, depot, m, known ? state : null))
                .orElse(null);
        Sequence sure = known ? state.drawn() : Sequence.NONE;
        if (newest.isPresent()) {
            sure = sure.later(newest.get().sequence());
        }
        boolean anything = known || newest.isPresent();
        Sequence most = anything ? new Sequence(sure.number() + LEAP) : BELIEVABLE;
        Receipts receipts = Receipts.read(known, sure, most, work, depot);
        String ahead = known ? receipts.ahead(state) : null;
        // A lost state does not know what is built here either.
        Sequence highest = highest(sure, most, receipts.all()).later(work.highestBuilt());
        work.adopt(free(highest, shipments), unknown != null, ahead);
        return new DepotView(
                before.shipped(),
                new HashSet<>(shipments),
                receipts.upTo(),
                ahead == null && state.ahead() != null ? state.ahead().why() : ahead,
                unknown,
                own.warning());
    }

    /**
     * What receivers say.
     *
     * @param upTo the newest of each up to the last number that is surely given out
     * @param beyond the newest of each that tells of applied shipments behind that
     */
    private record Receipts(Map<String, Receipt> upTo, Map<String, Receipt> beyond) {
        static Receipts read(boolean known, Sequence sure, Sequence most, WorkFolder work, Depot depot)
                throws IOException {
            Sequence last = known ? sure : most;
            List<ReceiptFolder> folders =
                    NewestReceipt.folders(work.receiptsSeen().receivers(), most, depot);
            return new Receipts(
                    NewestReceipt.upTo(last, folders), known ? NewestReceipt.beyond(last, folders) : Map.of());
        }

        List<Receipt> all() {
            return Stream.concat(upTo.values().stream(), beyond.values().stream())
                    .toList();
        }

        /** A receiver knows by number and manifest what it has applied. */
        @Nullable
        String ahead(SenderState state) {
            for (Map.Entry<String, Receipt> receipt : (beyond.isEmpty() ? upTo : beyond).entrySet()) {
                String applied = "receiver '" + receipt.getKey() + "' has applied shipment "
                        + receipt.getValue().applied();
                if (receipt.getValue().applied().compareTo(state.drawn()) > 0) {
                    return applied + ", and the work folder is an older copy that does not know it";
                }
                if (isOther(receipt.getValue(), state.shipped()) || isOther(receipt.getValue(), state.complete())) {
                    return applied + ", which is not the one that this work folder has shipped";
                }
            }
            return null;
        }

        private static boolean isOther(Receipt receipt, SenderState.@Nullable Shipped shipped) {
            return shipped != null
                    && receipt.applied().equals(shipped.sequence())
                    && receipt.appliedManifest() != null
                    && !receipt.appliedManifest().equals(shipped.manifest());
        }
    }

    /** A stream that has got another name would go on under it in the same depot, where receivers wait for the old one. */
    private static void checkStream(SenderConfig config, SenderState state, WorkFolder work, Depot depot) {
        String shipped = state.stream();
        if (shipped != null && !shipped.equals(config.stream())) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot ship stream '" + config.stream() + "' to depot '" + depot.describe() + "': work folder '"
                            + work.folder() + "' has shipped stream '" + shipped + "'",
                    "Write 'stream: " + shipped
                            + "' again; for another stream, name a work folder and a depot of its own",
                    null);
        }
    }

    /** Where no key says whose a shipment is, its number says whether it can be the sender's. */
    private static Sequence limit(boolean known, SenderState state, ManifestSigner signer) {
        if (signer.signs()) {
            return new Sequence(Long.MAX_VALUE);
        }
        return known ? new Sequence(state.drawn().number() + LEAP) : BELIEVABLE;
    }

    private static List<ShipmentName> newestFirst(Depot depot) throws IOException {
        return depot.shipments().stream().sorted(Comparator.reverseOrder()).toList();
    }

    /**
     * Whether no run of this work folder can have shipped it: its number was not drawn here, or for another one, or was
     * drawn and never shipped. What is in the outbox was shipped by a run that did not come to remember it.
     */
    static boolean isUnknown(ShipmentName name, SenderState state, Set<ShipmentName> built) {
        if (name.sequence().compareTo(state.drawn()) > 0) {
            return true;
        }
        return !built.contains(name)
                && (isUnknown(name, state.shipped())
                        || name.kind() == Kind.COMPLETE && isUnknown(name, state.complete()));
    }

    /** @param newest that is known; with none, all before it is given up anyway */
    private static boolean isUnknown(ShipmentName name, SenderState.@Nullable Shipped newest) {
        return newest != null && name.compareTo(newest.name()) >= 0 && !name.equals(newest.name());
    }

    /** @param state null if the work folder is new */
    private static String check(
            SenderConfig config, WorkFolder work, Depot depot, Manifest newest, @Nullable SenderState state) {
        if (!newest.stream().equals(config.stream())) {
            throw refused(
                    config,
                    depot,
                    newest,
                    "it is of stream '" + newest.stream() + "'",
                    "Name a folder of this stream's own with depot");
        }
        if (state != null && !state.streamId().equals(newest.streamId())) {
            throw refused(
                    config,
                    depot,
                    newest,
                    "another sender of the stream has shipped it, on another machine or with another work folder",
                    "Stop one of the two. To go on with this one, delete '"
                            + work.folder().resolve("state.json") + "': its next run ships a complete");
        }
        return state == null
                ? "the work folder is new, and the depot has " + newest.name()
                : "the depot has " + newest.name() + ", and the work folder is an older copy that does not know it";
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

    private static Sequence highest(Sequence sure, Sequence most, Iterable<Receipt> receipts) {
        Sequence highest = sure;
        for (Receipt receipt : receipts) {
            if (receipt.applied().compareTo(most) <= 0) {
                highest = highest.later(receipt.sequence()).later(receipt.applied());
            }
        }
        return highest;
    }

    /** The last number, from that one on, behind which no folder in the depot has the next, whoever made it. */
    private static Sequence free(Sequence drawn, List<ShipmentName> shipments) {
        Set<Sequence> taken = shipments.stream().map(ShipmentName::sequence).collect(Collectors.toSet());
        Sequence last = drawn;
        while (taken.contains(last.next())) {
            last = last.next();
        }
        return last;
    }
}
