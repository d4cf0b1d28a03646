package io.dbferry.capture;

import io.dbferry.config.SenderConfig;
import io.dbferry.depot.Depot;
import io.dbferry.depot.DepotException;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.receipt.ReceiptFolder;
import io.dbferry.receipt.ShipmentsInDepot;
import io.dbferry.shipment.DepotLayout;
import io.dbferry.shipment.Json;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Manifest;
import io.dbferry.shipment.Receipt;
import io.dbferry.shipment.Sequence;
import io.dbferry.shipment.ShipmentLayout;
import io.dbferry.shipment.ShipmentName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the depot shows when a run begins.
 *
 * @param shippedBefore the last shipment that the work folder knew of before the depot was looked at
 * @param receipts the newest of each receiver, by its name
 * @param ahead that a receiver has applied what this work folder never shipped; null if none has
 * @param unknown why the stream must begin anew with a complete; null if the work folder knows what the depot has
 */
record DepotView(
        @Nullable ShipmentName shippedBefore,
        Set<ShipmentName> shipments,
        Map<String, Receipt> receipts,
        @Nullable String ahead,
        @Nullable String unknown) {
    private static final int MAX_MANIFEST_BYTES = 64 << 20;

    /**
     * No stream comes this far, and behind it there is room for all that will ever be drawn: a folder or receipt that
     * somebody gave the highest number there is cannot end the stream.
     */
    private static final Sequence BELIEVABLE = new Sequence(1_000_000_000_000L);

    /**
     * So many numbers a receiver may be ahead of an older copy of the work folder: years of partials. Receipts are not
     * signed, and one that somebody wrote moves the numbers by that much, and costs a complete.
     */
    private static final long FURTHEST = 1_000_000;

    /**
     * Looks, and brings the work folder up to what it sees: numbers go on behind the highest that the depot or a receipt
     * names. A folder that does not know the newest shipment of its own stream was lost or is an older copy: it
     * gets a stream id of its own, so that a second copy of it that still ships is refused with its next run.
     *
     * @throws DbferryException if another sender ships to this depot
     */
    static DepotView open(SenderConfig config, WorkFolder work, Depot depot) throws IOException {
        SenderState before = work.state();
        checkStream(config, before, work);
        List<ShipmentName> shipments = list(depot);
        Set<ShipmentName> built = work.built();
        // Read again, behind the outbox: what a dump of the other kind has published meanwhile is ours.
        boolean known = work.hasState();
        SenderState state = work.state();
        Sequence last = known ? state.drawn().later(highest(shipments)) : BELIEVABLE;
        Sequence furthest = known ? new Sequence(last.number() + FURTHEST) : BELIEVABLE;
        List<ReceiptFolder> folders = ReceiptFolder.all(config.stream(), furthest, depot);
        Map<String, Receipt> receipts = NewestReceipt.upTo(last, folders);
        Map<String, Receipt> beyond = known ? NewestReceipt.beyond(last, folders) : Map.of();
        String unknown = null;
        for (ShipmentName name : shipments) {
            if (!known || isUnknown(name, state, built)) {
                Optional<Manifest> manifest = manifest(name, depot);
                if (manifest.isPresent()) {
                    unknown = check(config, work, depot, manifest.get(), known ? state : null);
                    break;
                }
            }
        }
        String ahead = known ? ahead(state, beyond.isEmpty() ? receipts : beyond) : null;
        Sequence highest = highest(shipments, receipts.values()).later(highest(List.of(), beyond.values()));
        work.adopt(highest, unknown != null);
        return new DepotView(name(before.shipped()), new HashSet<>(shipments), receipts, ahead, unknown);
    }

    private static void checkStream(SenderConfig config, SenderState state, WorkFolder work) {
        if (state.stream() != null && !state.stream().equals(config.stream())) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot ship stream '" + config.stream() + "': work folder '" + work.folder()
                            + "' is that of stream '" + state.stream() + "'",
                    "Write the old name with stream again, or name a work folder and a depot of the new stream's own",
                    null);
        }
    }

    /** Newest first. */
    private static List<ShipmentName> list(Depot depot) throws IOException {
        return ShipmentsInDepot.list(depot).stream()
                .filter(name -> name.sequence().compareTo(BELIEVABLE) <= 0)
                .sorted(Comparator.reverseOrder())
                .toList();
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

    /** A receiver knows by number and manifest what it has applied. */
    private static @Nullable String ahead(SenderState state, Map<String, Receipt> receipts) {
        for (Map.Entry<String, Receipt> receipt : receipts.entrySet()) {
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

    private static @Nullable ShipmentName name(SenderState.@Nullable Shipped shipped) {
        return shipped == null ? null : shipped.name();
    }

    /** Empty for what is no shipment, or a copy of one under another name. */
    private static Optional<Manifest> manifest(ShipmentName name, Depot depot) throws IOException {
        try (InputStream json = depot.read(DepotLayout.file(name, ShipmentLayout.MANIFEST))) {
            return Optional.of(Json.readForeign(json.readNBytes(MAX_MANIFEST_BYTES), Manifest.class))
                    .filter(manifest -> manifest.name().equals(name));
        } catch (NoSuchFileException | com.fasterxml.jackson.core.JsonProcessingException e) {
            return Optional.empty();
        } catch (DepotException e) {
            if (e.problem() == DepotException.Problem.ACCESS) {
                return Optional.empty(); // a link, a pipe, or locked: nothing that a sender leaves
            }
            throw e;
        }
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

    private static Sequence highest(List<ShipmentName> shipments) {
        return shipments.isEmpty() ? Sequence.NONE : shipments.get(0).sequence();
    }

    private static Sequence highest(List<ShipmentName> shipments, Iterable<Receipt> receipts) {
        Sequence highest = highest(shipments);
        for (Receipt receipt : receipts) {
            if (receipt.applied().compareTo(BELIEVABLE) <= 0) {
                highest = highest.later(receipt.sequence()).later(receipt.applied());
            }
        }
        return highest;
    }
}
