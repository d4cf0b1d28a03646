package io.dbferry.stream;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.ConditionalWrites;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.FlatListing;
import io.dbferry.stream.store.Store;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A shipment is uploaded to its place, its manifest last, and vanishes with its manifest: a folder without one is no
 * shipment. A store without renames shows a file whole or not at all.
 */
final class PublishByManifest implements Publishing {
    private final Store store;

    /** A shipment that is whole stays so until it is gone, and is not asked for twice. */
    private final Set<ShipmentName> whole = new HashSet<>();

    /** The kinds of which a flat listing has told which are whole. */
    private final Set<Kind> listed = EnumSet.noneOf(Kind.class);

    private boolean proven;

    PublishByManifest(Store store) {
        this.store = store;
    }

    private static String manifest(ShipmentName shipment) {
        return DepotLayout.file(shipment, ShipmentLayout.MANIFEST);
    }

    @Override
    public boolean isWhole(ShipmentName shipment) throws IOException {
        Optional<FlatListing> listing = store.flatListing();
        if (listing.isPresent() && !whole.contains(shipment) && listed.add(shipment.kind())) {
            listing.get()
                    .foldersWith(DepotLayout.shipments(shipment.kind()), ShipmentLayout.MANIFEST)
                    .forEach(folder ->
                            ShipmentName.parse(shipment.kind(), folder).ifPresent(whole::add));
        }
        return whole.contains(shipment) || isThere(shipment);
    }

    @Override
    public boolean isThere(ShipmentName shipment) throws IOException {
        boolean there = store.find(manifest(shipment)).filter(e -> !e.folder()).isPresent();
        if (there) {
            whole.add(shipment);
        }
        return there;
    }

    @Override
    public String place(ShipmentName shipment) {
        return DepotLayout.shipment(shipment);
    }

    /** What stands there may be whole, and must not be seen by half. */
    @Override
    public void clear(ShipmentName shipment) throws IOException {
        whole.remove(shipment);
        new ShipmentFolder(shipment, store).delete();
    }

    @Override
    public void publishAll(ShipmentName shipment, Map<String, Content> files) throws IOException {
        store.makeFolder(place(shipment));
        for (Map.Entry<String, Content> file : files.entrySet()) {
            if (!file.getKey().equals(ShipmentLayout.MANIFEST)) {
                store.put(place(shipment) + "/" + file.getKey(), file.getValue());
            }
        }
        publish(shipment, Objects.requireNonNull(files.get(ShipmentLayout.MANIFEST)));
    }

    @Override
    public void publish(ShipmentName shipment, Content manifest) throws IOException {
        Optional<ConditionalWrites> writes = store.conditionalWrites();
        if (writes.isEmpty()) {
            store.put(manifest(shipment), manifest);
            return;
        }
        if (!proven) {
            writes.get().prove(DepotLayout.createdOnce(shipment), store);
            proven = true;
        }
        try {
            writes.get().create(manifest(shipment), manifest);
        } catch (FileAlreadyExistsException e) {
            throw new DepotException(
                    DepotException.Problem.ACCESS,
                    "cannot publish " + shipment + " to depot '" + store.describe()
                            + "': another sender has published one of that name meanwhile",
                    "Stop the other sender: a stream has one.",
                    e);
        }
    }

    @Override
    public void retire(ShipmentName shipment, String receiver) throws IOException {
        if (!isThere(shipment)) {
            throw new NoSuchFileException(manifest(shipment));
        }
        clear(shipment);
    }

    @Override
    public List<Unfinished> unfinished() throws IOException {
        List<Unfinished> unfinished = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Store.Entry entry : store.list(DepotLayout.shipments(kind))) {
                Optional<ShipmentName> name = ShipmentName.parse(kind, entry.name());
                if (name.isPresent() && entry.folder() && !isWhole(name.get())) {
                    unfinished.add(new Unfinished(entry.name(), DepotLayout.shipment(name.get())));
                }
            }
        }
        return unfinished;
    }

    /** Nobody can tell it from a publication that was cut short: the sender clears it with those. */
    @Override
    public List<String> retiredByHalf(String receiver) {
        return List.of();
    }

    @Override
    public String token(Shipments shipments) throws IOException {
        String names = shipments.list().stream().map(DepotLayout::shipment).collect(Collectors.joining("\n"));
        return "names " + Hashing.sha256(names.getBytes(StandardCharsets.UTF_8));
    }
}
