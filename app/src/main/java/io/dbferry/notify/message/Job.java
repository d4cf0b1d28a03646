package io.dbferry.notify.message;

import java.util.Set;
import java.util.TreeSet;

/**
 * What can fail, by the name that messages have for it.
 *
 * @param parts what of it ran: its incident lasts until each part that failed has gone well
 */
public record Job(String name, Set<String> parts) {
    public Job {
        parts = Set.copyOf(parts);
    }

    /** One without parts. */
    public static Job of(String name) {
        return new Job(name, Set.of("all"));
    }

    Set<String> with(Set<String> others) {
        Set<String> all = new TreeSet<>(others);
        all.addAll(parts);
        return all;
    }

    Set<String> takenFrom(Set<String> others) {
        Set<String> rest = new TreeSet<>(others);
        rest.removeAll(parts);
        return rest;
    }
}
