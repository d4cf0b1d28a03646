package io.dbferry.notify.message;

import java.util.Set;
import java.util.TreeSet;

/**
 * What can fail, by the name that messages have for it.
 *
 * @param parts what of it ran: its incident lasts until each part that failed has gone well
 */
public record Job(String name, Set<String> parts, Incident.Cause cause) {
    public Job {
        parts = Set.copyOf(parts);
    }

    private static final Set<String> WHOLE = Set.of("all");

    /** A run of some parts. */
    public Job(String name, Set<String> parts) {
        this(name, parts, Incident.Cause.RUN);
    }

    /** One without parts. */
    public static Job of(String name) {
        return new Job(name, WHOLE);
    }

    /** @param party the receiver that is silent; empty for the sender */
    public static Job silence(String party) {
        return new Job(party.isEmpty() ? "silence" : "silence of " + party, WHOLE, Incident.Cause.SILENCE);
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
