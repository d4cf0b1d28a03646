package io.dbferry.stream;

import io.dbferry.event.Event;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Deletes shipments for one receiver. */
final class Retirement {
    private final Store store;
    private final Publishing publishing;
    private final String receiver;
    private final List<String> undeletable = new ArrayList<>();

    Retirement(Store store, Publishing publishing, String receiver) {
        this.store = store;
        this.publishing = publishing;
        this.receiver = receiver;
    }

    Depot.Retired run(List<ShipmentName> shipments) throws IOException {
        Set<ShipmentName> deleted = new HashSet<>();
        for (String half : publishing.retiredByHalf(receiver)) {
            attempt(() -> store.delete(half));
        }
        if (!shipments.isEmpty()) {
            store.makeFolder(DepotLayout.INCOMING);
        }
        for (ShipmentName shipment : shipments) {
            if (attempt(() -> retire(shipment))) {
                deleted.add(shipment);
            }
        }
        return new Depot.Retired(deleted, undeletable);
    }

    /** A step that may fail for one folder. */
    private interface Deletion {
        void run() throws IOException;
    }

    private boolean attempt(Deletion deletion) throws IOException {
        try {
            deletion.run();
            return true;
        } catch (FileAlreadyExistsException e) {
            undeletable.add("'" + e.getFile() + "' is in the way");
        } catch (DepotException e) {
            if (e.problem() != DepotException.Problem.ACCESS) {
                store.find(DepotLayout.INCOMING); // fails too, unless it is this one folder's trouble
            }
            undeletable.add(String.valueOf(e.getMessage()));
        }
        return false;
    }

    private void retire(ShipmentName shipment) throws IOException {
        try {
            publishing.retire(shipment, receiver);
        } catch (NoSuchFileException e) {
            return; // another receiver was faster
        }
        Event.of("pruned").say("pruned " + shipment + " from the depot");
    }
}
