package io.dbferry.receiver;

import io.dbferry.failure.DbferryException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Those who consume what loads change, and what a load does for them. */
public interface AfterLoad {
    /** Nobody consumes. */
    AfterLoad NOTHING = new AfterLoad() {
        @Override
        public List<String> begin(Connection connection) {
            return List.of();
        }

        @Override
        public boolean recordsChanges() {
            return false;
        }

        @Override
        public Done run() {
            return new Done(List.of(), true);
        }
    };

    /**
     * What came of it.
     *
     * @param failures of those that fail now, or were given up
     * @param all whether nothing is left for another load
     */
    record Done(List<DbferryException> failures, boolean all) {
        public Done {
            failures = List.copyOf(failures);
        }
    }

    /**
     * Begins a load, under the stream's lock and before anything is applied: who consumes from now on is known then.
     *
     * @param connection in autocommit
     * @return warnings
     */
    List<String> begin(Connection connection) throws SQLException;

    /** Whether this load must record which rows it changes; after {@link #begin}. */
    boolean recordsChanges();

    /** Runs what is due, without the stream's lock: other loads go on beside it. */
    Done run();
}
