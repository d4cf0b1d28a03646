package io.dbferry.stream;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A shipment is uploaded below {@code incoming/}, its manifest last, and renamed to its place; it vanishes by being renamed
 * back. So the folder that it appears in has another modification time then: docs/decisions/005.
 */
record PublishByRename(Store store, Renaming renaming) implements Publishing {
    private static final String RETIRED = "pruned-";

    @Override
    public boolean isWhole(ShipmentName listed) {
        return true;
    }

    @Override
    public boolean isThere(ShipmentName shipment) throws IOException {
        store.soon(Soon.NOTHING.look(DepotLayout.shipment(shipment), DepotLayout.INCOMING, place(shipment)));
        return store.find(DepotLayout.shipment(shipment)).isPresent();
    }

    @Override
    public String place(ShipmentName shipment) {
        return DepotLayout.incoming(shipment);
    }

    @Override
    public void clear(ShipmentName shipment) throws IOException {
        store.delete(place(shipment));
    }

    @Override
    public void publish(ShipmentName shipment, Content manifest) throws IOException {
        store.put(place(shipment) + "/" + ShipmentLayout.MANIFEST, manifest);
        appear(shipment);
    }

    @Override
    public void publishAll(ShipmentName shipment, Map<String, Content> files) throws IOException {
        Soon soon = Soon.NOTHING.look(
                place(shipment), DepotLayout.shipments(shipment.kind()), DepotLayout.shipment(shipment));
        store.putAll(place(shipment), files, soon);
        appear(shipment);
    }

    private void appear(ShipmentName shipment) throws IOException {
        store.makeFolder(DepotLayout.shipments(shipment.kind()));
        renaming.rename(place(shipment), DepotLayout.shipment(shipment));
    }

    @Override
    public void retire(ShipmentName shipment, String receiver) throws IOException {
        String retired = DepotLayout.INCOMING + "/" + retired(receiver) + shipment.folder();
        renaming.rename(DepotLayout.shipment(shipment), retired);
        store.delete(retired);
    }

    private static String retired(String receiver) {
        return RETIRED + receiver + "-";
    }

    @Override
    public List<Unfinished> unfinished() throws IOException {
        List<Unfinished> unfinished = new ArrayList<>();
        for (Store.Entry entry : store.list(DepotLayout.INCOMING)) {
            if (entry.folder() && isShipment(entry.name())) {
                unfinished.add(new Unfinished(entry.name(), DepotLayout.INCOMING + "/" + entry.name()));
            }
        }
        return unfinished;
    }

    /** Of whatever kind: they look alike. */
    private static boolean isShipment(String folder) {
        return ShipmentName.parse(Kind.COMPLETE, folder).isPresent();
    }

    @Override
    public List<String> retiredByHalf(String receiver) throws IOException {
        String prefix = retired(receiver);
        return store.list(DepotLayout.INCOMING).stream()
                .map(Store.Entry::name)
                .filter(name -> name.startsWith(prefix) && isShipment(name.substring(prefix.length())))
                .map(name -> DepotLayout.INCOMING + "/" + name)
                .toList();
    }

    @Override
    public String token(Shipments shipments) throws IOException {
        Map<String, String> changed = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            store.find(DepotLayout.shipments(kind))
                    .filter(Store.Entry::folder)
                    .ifPresent(folder ->
                            changed.put(folder.name(), folder.modified().toString()));
        }
        if (changed.isEmpty()) {
            store.list(""); // fails where the depot itself is gone
        }
        return "times " + changed;
    }
}
