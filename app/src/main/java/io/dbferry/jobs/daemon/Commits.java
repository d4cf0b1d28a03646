package io.dbferry.jobs.daemon;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which transactions of a server that write have ended, as {@code pg_current_snapshot()} says: all below {@code xmax} but those that run.
 *
 * @param xmax the first that has not begun
 * @param running those below it that have not ended
 */
record Commits(long xmax, Set<Long> running) {
    Commits {
        running = Set.copyOf(running);
    }

    /** @param snapshot as PostgreSQL writes it, {@code xmin:xmax:xip,xip} */
    static Commits of(String snapshot) {
        String[] parts = snapshot.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "not a snapshot: '%s'", snapshot));
        }
        Set<Long> running = new HashSet<>();
        for (String xid : parts[2].isEmpty() ? new String[0] : parts[2].split(",")) {
            running.add(Long.parseLong(xid));
        }
        return new Commits(Long.parseLong(parts[1]), running);
    }

    /** How many have ended between an earlier snapshot and this one. */
    long since(Commits earlier) {
        return xmax - earlier.xmax - running.size() + earlier.running.size();
    }
}
