package io.dbferry.notify;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.notify.message.Incident;
import io.dbferry.notify.message.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code work/alarms.json} holds.
 *
 * @param incidents that go on
 * @param locked since when each job has found its lock held by another run
 * @param undelivered messages, the oldest first
 * @param silence what is known of it; null if it was never looked for
 */
@JsonInclude(Include.NON_NULL)
record AlarmState(
        List<Incident> incidents,
        Map<String, Instant> locked,
        List<Undelivered> undelivered,
        @Nullable Looked silence) {
    static final AlarmState NONE = new AlarmState(List.of(), Map.of(), List.of(), null);

    /** So many messages wait; older ones are given up. */
    private static final int MOST = 100;

    AlarmState {
        incidents = List.copyOf(incidents);
        locked = new TreeMap<>(locked);
        undelivered = List.copyOf(undelivered.subList(Math.max(0, undelivered.size() - MOST), undelivered.size()));
    }

    /**
     * A message, and what it has not reached yet.
     *
     * @param to {@code mail}, {@code webhooks[0]} and so on, {@code ping}
     */
    record Undelivered(Message message, List<String> to) {
        Undelivered {
            to = List.copyOf(to);
        }
    }

    /**
     * When silence was looked for.
     *
     * @param first since when anything that is new could have been noticed
     */
    record Looked(Instant first, Instant last) {}

    Optional<Incident> incident(String job) {
        return incidents.stream().filter(i -> i.job().equals(job)).findFirst();
    }

    AlarmState with(Incident incident) {
        List<Incident> all = new ArrayList<>(without(incident.job()).incidents);
        all.add(incident);
        return new AlarmState(all, locked, undelivered, silence);
    }

    AlarmState without(String job) {
        return new AlarmState(
                incidents.stream().filter(i -> !i.job().equals(job)).toList(), locked, undelivered, silence);
    }

    AlarmState lockedSince(String job, Instant since) {
        Map<String, Instant> all = new TreeMap<>(locked);
        all.put(job, since);
        return new AlarmState(incidents, all, undelivered, silence);
    }

    AlarmState notLocked(String job) {
        Map<String, Instant> others = new TreeMap<>(locked);
        others.remove(job);
        return new AlarmState(incidents, others, undelivered, silence);
    }

    AlarmState undelivered(Message message, List<String> to) {
        if (to.isEmpty()) {
            return this;
        }
        List<Undelivered> all = new ArrayList<>(undelivered);
        all.add(new Undelivered(message, to));
        return new AlarmState(incidents, locked, all, silence);
    }

    /** Without that way of that message. */
    AlarmState delivered(Message message, String way) {
        List<Undelivered> rest = new ArrayList<>();
        for (Undelivered one : undelivered) {
            List<String> to = one.message().equals(message)
                    ? one.to().stream().filter(other -> !other.equals(way)).toList()
                    : one.to();
            if (!to.isEmpty()) {
                rest.add(new Undelivered(one.message(), to));
            }
        }
        return new AlarmState(incidents, locked, rest, silence);
    }

    AlarmState lookedForSilence(Instant now) {
        return new AlarmState(incidents, locked, undelivered, new Looked(silence == null ? now : silence.first(), now));
    }
}
