package io.dbferry.stream;

import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** How shipments appear and vanish in one step: docs/decisions/048. */
interface Publishing {
    static Publishing in(Store store) {
        return store.renaming()
                .<Publishing>map(renaming -> new PublishByRename(store, renaming))
                .orElseGet(() -> new PublishByManifest(store));
    }

    /** Whether a folder with a shipment's name that was listed is one. */
    boolean isWhole(ShipmentName listed) throws IOException;

    /** Whether something stands under the name, be it the shipment or not. */
    boolean isThere(ShipmentName shipment) throws IOException;

    /** Where a shipment is before it appears. */
    String place(ShipmentName shipment);

    /** Deletes what stands in the {@link #place} of a shipment. */
    void clear(ShipmentName shipment) throws IOException;

    /** Makes a shipment appear whose other files stand in their {@link #place}. */
    void publish(ShipmentName shipment, Content manifest) throws IOException;

    /**
     * Makes a small shipment appear, all of which is given; what stands in its {@link #place} is overwritten.
     *
     * @param files their contents by their names, the manifest last
     */
    void publishAll(ShipmentName shipment, Map<String, Content> files) throws IOException;

    /**
     * Makes a shipment vanish, and deletes it then.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     */
    void retire(ShipmentName shipment, String receiver) throws IOException;

    /** What publications that were cut short, or go on, have left. */
    List<Unfinished> unfinished() throws IOException;

    /** @param folder the name of the shipment's folder */
    record Unfinished(String folder, String path) {}

    /** Paths of what {@link #retire} has left where it was cut short. */
    List<String> retiredByHalf(String receiver) throws IOException;

    /** Lists the shipments. */
    interface Shipments {
        List<ShipmentName> list() throws IOException;
    }

    /** A text that changes with the shipments. */
    String token(Shipments shipments) throws IOException;
}
