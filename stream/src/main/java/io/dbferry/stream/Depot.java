package io.dbferry.stream;

import io.dbferry.stream.format.Heartbeat;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What both servers reach, and the stream that is in it: the sender publishes shipments and leaves heartbeats, receivers
 * open and retire shipments and leave receipts. Nobody else knows where that stands.
 *
 * @see Store
 */
public final class Depot implements AutoCloseable {
    private final Store store;
    private final String stream;
    private final Publishing publishing;
    private final boolean receipts;

    /** @param stream the name of the one that is read and written here */
    public Depot(Store store, String stream) {
        this(store, stream, true);
    }

    private Depot(Store store, String stream, boolean receipts) {
        this.store = store;
        this.stream = stream;
        this.publishing = Publishing.in(store);
        this.receipts = receipts;
    }

    /** One into which a receiver writes nothing: it leaves no receipts, and retires no shipments. */
    public static Depot withoutReceipts(Store store, String stream) {
        return new Depot(store, stream, false);
    }

    /** How an operator writes this depot, with nothing secret in it: {@code sftp://user@host/folder} or a path. */
    public String describe() {
        return store.describe();
    }

    /**
     * A dump is about to look: it may ask for what it looks at first together.
     *
     * @param receivers that it knows
     * @param last the shipment for which they have probably left a receipt
     */
    public void dumpBegins(Set<String> receivers, Optional<Sequence> last) {
        Soon soon = shipmentsSoon().list(DepotLayout.RECEIPTS, DepotLayout.INCOMING);
        for (String receiver : receivers) {
            soon = soon.list(DepotLayout.receipts(receiver));
            if (last.isPresent()) {
                soon = soon.read(DepotLayout.receipt(receiver, last.get()));
            }
        }
        store.soon(soon);
    }

    /** A load is about to look: the same. */
    public void loadBegins(String receiver) {
        Soon soon = shipmentsSoon().list(DepotLayout.receipts(receiver));
        for (Kind kind : Kind.values()) {
            soon = soon.look(DepotLayout.shipments(kind));
        }
        store.soon(soon);
    }

    /** What a load looks at when it has applied something. */
    private Soon appliedSoon() {
        return HeartbeatFile.ahead(shipmentsSoon().list(DepotLayout.INCOMING), store);
    }

    private static Soon shipmentsSoon() {
        Soon soon = Soon.NOTHING;
        for (Kind kind : Kind.values()) {
            soon = soon.list(DepotLayout.shipments(kind));
        }
        return soon;
    }

    /** Bytes that the account can still write; empty if the depot cannot tell. */
    public OptionalLong freeBytes() throws IOException {
        return store.freeBytes();
    }

    public boolean isOnThisMachine() {
        return store.localFiles().isPresent();
    }

    /**
     * All of both kinds, in sequence.
     *
     * @throws DepotException if there are more of a kind than can be listed
     */
    public List<ShipmentName> shipments() throws IOException {
        return shipments(kind -> store.list(DepotLayout.shipments(kind)));
    }

    /** The oldest of both kinds, in sequence: all, unless there are more of a kind than can be listed. */
    public List<ShipmentName> oldest() throws IOException {
        return shipments(kind -> store.first(DepotLayout.shipments(kind), folder -> ShipmentName.parse(kind, folder)
                .isPresent()));
    }

    /** Gives what stands in a kind's folder. */
    private interface Folders {
        List<Store.Entry> of(Kind kind) throws IOException;
    }

    private List<ShipmentName> shipments(Folders folders) throws IOException {
        List<ShipmentName> shipments = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Store.Entry entry : folders.of(kind)) {
                Optional<ShipmentName> name =
                        entry.folder() ? ShipmentName.parse(kind, entry.name()) : Optional.empty();
                if (name.isPresent() && publishing.isWhole(name.get())) {
                    shipments.add(name.get());
                }
            }
        }
        Collections.sort(shipments);
        return shipments;
    }

    public boolean has(ShipmentName shipment) throws IOException {
        return publishing.isThere(shipment);
    }

    /** What stands under the name of a shipment. Asks nothing yet. */
    public ShipmentFolder open(ShipmentName shipment) {
        return new ShipmentFolder(shipment, store);
    }

    /** The way of a shipment into the depot. Asks nothing yet. */
    public Publication publish(ShipmentName shipment) {
        return new Publication(shipment, store, publishing);
    }

    /**
     * Deletes what publications that were cut short have left.
     *
     * @param goesOn whether the publication of the shipment with that folder's name is to be continued
     */
    public void clearUnfinished(Predicate<String> goesOn) throws IOException {
        for (Publishing.Unfinished unfinished : publishing.unfinished()) {
            if (!goesOn.test(unfinished.folder())) {
                store.delete(unfinished.path());
            }
        }
    }

    /**
     * What has come of deleting shipments.
     *
     * @param undeletable what stays although it should go, and why; the next run tries again
     */
    public record Retired(Set<ShipmentName> deleted, List<String> undeletable) {}

    /**
     * Deletes these, and first what a run of the same receiver that was cut short has left of others. Each vanishes in
     * one step. What cannot be deleted keeps nothing else from being deleted.
     *
     * @throws IOException if the depot cannot be reached or listed
     */
    public Retired retire(List<ShipmentName> shipments, String receiver) throws IOException {
        return receipts ? new Retirement(store, publishing, receiver).run(shipments) : new Retired(Set.of(), List.of());
    }

    /**
     * What all receivers have left, by their names' order; some may have left no receipt of this stream.
     *
     * @param last the highest number that any shipment has; receipts of higher ones are not a receiver's
     */
    public List<ReceiptFolder> receipts(Sequence last) throws IOException {
        return ReceiptFolder.all(stream, last, store);
    }

    /**
     * The same of those that left a receipt last, of receivers that are known and of others so many each: anyone can
     * invent thousands of them.
     */
    public List<ReceiptFolder> newestReceipts(Set<String> known, int most, Sequence last) throws IOException {
        return ReceiptFolder.newest(known, most, stream, last, store);
    }

    /** What one receiver has left. */
    public ReceiptFolder receipts(String receiver) throws IOException {
        return ReceiptFolder.of(receiver, stream, store);
    }

    /** What each receiver that has left a receipt may still need; {@code last} as of {@link #receipts(Sequence)}. */
    public List<Needed> needed(Sequence last, Collection<ShipmentName> shipments) throws IOException {
        return Needed.all(receipts(last), shipments);
    }

    /** Leaves a receipt in place of the one for the same shipment. */
    public void leave(Receipt receipt) throws IOException {
        if (receipts) {
            ReceiptFolder.leave(receipt, store, appliedSoon());
        }
    }

    /** Deletes a receiver's receipts for shipments before that one. */
    public void forgetReceipts(String receiver, Sequence oldest) throws IOException {
        if (receipts) {
            ReceiptFolder.forget(receiver, oldest, store);
        }
    }

    /**
     * Leaves a heartbeat in place of the one before. One writer per stream; safe to repeat after any failure.
     *
     * @param sign makes an armored signature, or no bytes for none
     */
    public void leave(Heartbeat heartbeat, UnaryOperator<byte[]> sign) throws IOException {
        HeartbeatFile.write(heartbeat, sign, store);
    }

    /**
     * The last heartbeat of the stream; empty if there is none, or none that can be read and is trusted.
     *
     * @throws DepotException if the depot cannot be reached
     */
    public Optional<Heartbeat> heartbeat(HeartbeatFile.Trust trust) throws IOException {
        return HeartbeatFile.read(stream, trust, store);
    }

    /** Leaves the time from which the sender ships a complete that is asked for. Safe to repeat. */
    public void leaveNextComplete(Instant from) throws IOException {
        NextComplete.write(stream, from, store);
    }

    /** That time, if it is still to come; empty if the sender's next run ships what is asked for. */
    public Optional<Instant> nextComplete(Instant now) throws IOException {
        return NextComplete.after(now, stream, store);
    }

    /**
     * What is to be compared with next, if a shipment may have come or gone since that token was given; empty if the
     * depot looks the same. A shipment that came within two seconds of the first look that gave a token may not show.
     *
     * @param token of an earlier look; any other text for none
     */
    public Optional<String> changedSince(String token) throws IOException {
        return Optional.of(publishing.token(this::shipments)).filter(now -> !now.equals(token));
    }

    /**
     * Writes something small, and deletes it.
     *
     * @param id what no other process that tries has
     */
    public void tryWriting(String id) throws IOException {
        boolean begun = store.list("").stream().anyMatch(entry -> entry.name().equals(DepotLayout.INCOMING));
        // A receiver that made 'incoming' would own it, and the sender could not write there.
        String trial = (begun ? DepotLayout.INCOMING + "/" : "") + "check-" + id;
        if (store.renaming().isPresent()) {
            store.makeFolder(trial);
        } else if (store.conditionalWrites().isPresent()) {
            store.conditionalWrites().get().prove(trial, store);
        } else {
            store.put(trial, Content.of(new byte[0]));
        }
        store.delete(trial);
    }

    /** Tries what a publication does, step by step, under a name that no shipment has. */
    public Trial trial(String id, Clock clock) {
        return new Trial(id, store, clock);
    }

    @Override
    public void close() {
        store.close();
    }
}
