package io.dbferry.jobs;

import io.dbferry.event.Event;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;

/** What {@code --if-free} makes of a lock that another run holds: a line in the log, and no failure. */
public final class SkipIfLocked {
    private SkipIfLocked() {}

    /** A run. */
    public interface Run {
        void run() throws IOException;
    }

    public static void run(boolean ifFree, Run run) throws IOException {
        try {
            run.run();
        } catch (DbferryException e) {
            if (!ifFree || e.failure() != Failure.LOCKED) {
                throw e;
            }
            Event.of("left").say("skipped, another run is in progress: " + e.getMessage());
        }
    }
}
