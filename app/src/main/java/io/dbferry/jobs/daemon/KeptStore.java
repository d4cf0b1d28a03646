package io.dbferry.jobs.daemon;

import io.dbferry.config.Config;
import io.dbferry.config.DepotLocation;
import io.dbferry.jobs.Components;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection to the depot that outlasts runs, where they follow each other all the time; a login takes longer than such a run. */
final class KeptStore {
    private @Nullable Store store;
    private @Nullable Config of;

    /** What a run of that config is to be made of. */
    synchronized Components of(Config config, Components wiring) throws IOException {
        if (config.schedule().continuous().isEmpty() || config.depot() instanceof DepotLocation.Folder) {
            return wiring;
        }
        Store open = store;
        if (open == null || of != config) {
            drop();
            open = wiring.patientStore(config);
            store = open;
            of = config;
        }
        return wiring.over(open);
    }

    /** After a failure the next run connects anew. */
    synchronized void drop() {
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
