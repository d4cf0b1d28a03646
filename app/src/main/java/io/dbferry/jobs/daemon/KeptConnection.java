package io.dbferry.jobs.daemon;

import io.dbferry.config.Config;
import io.dbferry.config.DepotLocation;
import io.dbferry.jobs.Components;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection to the depot that outlasts runs, where they follow each other all the time; a login takes longer than such a run. */
final class KeptConnection {
    private @Nullable Components keeper;
    private @Nullable Config of;

    /** What a run of that config is to be made of. */
    synchronized Components of(Config config, Components wiring) throws IOException {
        if (config.schedule().continuous().isEmpty() || config.depot() instanceof DepotLocation.Folder) {
            return wiring;
        }
        Components keeping = keeper;
        if (keeping == null || of != config) {
            drop();
            keeping = wiring.keeping(config);
            keeper = keeping;
            of = config;
        }
        return wiring.sharing(keeping);
    }

    /** After a failure the next run connects anew. */
    synchronized void drop() {
        if (keeper != null) {
            keeper.release();
            keeper = null;
        }
    }
}
