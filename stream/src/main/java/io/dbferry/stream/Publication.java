package io.dbferry.stream;

import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * The way of one shipment into the depot: its files, then its manifest, with which it appears. May be cut short at any
 * instant and begun again, and goes on where it was then.
 */
public final class Publication {
    private final ShipmentName shipment;
    private final Store store;
    private final Publishing publishing;

    Publication(ShipmentName shipment, Store store, Publishing publishing) {
        this.shipment = shipment;
        this.store = store;
        this.publishing = publishing;
    }

    /** What stands in the depot under the shipment's name. */
    public enum There {
        NOTHING,
        /** The shipment with the very manifest. */
        THIS,
        ANOTHER
    }

    public There find(byte[] manifest) throws IOException {
        if (!publishing.isThere(shipment)) {
            return There.NOTHING;
        }
        byte[] there = new ShipmentFolder(shipment, store).start(ShipmentLayout.MANIFEST, manifest.length + 1);
        return Arrays.equals(manifest, there) ? There.THIS : There.ANOTHER;
    }

    /** Deletes what stands there and is another one. Its manifest goes first: no manifest, no shipment. */
    public void replaceOther() throws IOException {
        new ShipmentFolder(shipment, store).delete();
    }

    /** Begins, or goes on. */
    public void begin() throws IOException {
        store.makeFolder(publishing.place(shipment));
    }

    /** Begins with nothing that an earlier try has left. */
    public void beginAgain() throws IOException {
        publishing.clear(shipment);
        begin();
    }

    /** Brings a file that is not the manifest; goes on where a try that broke has left off. */
    public void put(String file, Content content) throws IOException {
        store.put(publishing.place(shipment) + "/" + file, content);
    }

    /** Brings the manifest: the shipment is in the depot then. */
    public void finish(Content manifest) throws IOException {
        publishing.publish(shipment, manifest);
    }

    /**
     * Brings a small shipment, all of it: the shipment is in the depot then.
     *
     * @param files their contents by their names, the manifest last
     */
    public void bring(Map<String, Content> files) throws IOException {
        publishing.publishAll(shipment, files);
    }

    /** Bytes that have arrived so far. */
    public long arrived() throws IOException {
        return store.list(publishing.place(shipment)).stream()
                .mapToLong(Store.Entry::bytes)
                .sum();
    }
}
