package io.dbferry.notify;

import io.dbferry.config.watch.Alarms;
import io.dbferry.notify.channel.Channels;
import io.dbferry.notify.message.FailureDetails;
import io.dbferry.notify.message.Incident;
import io.dbferry.notify.message.Job;
import io.dbferry.notify.message.LogTail;
import io.dbferry.notify.message.Message;
import io.dbferry.notify.message.Message.Event;
import io.dbferry.notify.message.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notes how runs end: the first failure of a job begins an incident, its next success ends it. What is to be told is
 * written down in the same step, so that it is told once, whoever delivers it. Takes calls from any thread and process.
 */
public final class Incidents {
    /** Silence is looked for so many times while it would have to last. */
    private static final int LOOKS = 8;

    private static final int LOCKED = 7;

    private final AlarmFile file;
    private final Origin origin;
    private final Alarms alarms;
    private final Clock clock;

    public Incidents(Path work, Origin origin, Alarms alarms, Clock clock) {
        this.file = new AlarmFile(work);
        this.origin = origin;
        this.alarms = alarms;
        this.clock = clock;
    }

    public void failed(Job job, FailureDetails trouble) throws IOException {
        Instant now = clock.instant();
        file.change(state -> failed(state.notLocked(job.name()), job, trouble, now));
    }

    private AlarmState failed(AlarmState state, Job job, FailureDetails trouble, Instant now) {
        return state.incident(job.name())
                .map(goesOn -> state.with(goesOn.again(job, trouble)))
                .orElseGet(() -> {
                    Incident incident = Incident.begin(job, trouble, now);
                    Message message = Message.of(Event.FAILED, incident, origin, now, LogTail.of(origin.log()));
                    return state.with(incident).undelivered(message, Channels.ofFailures(alarms));
                });
    }

    /**
     * A run that found another at work: a failure only once that has gone on for as long as silence may last.
     */
    public void locked(Job job, FailureDetails trouble) throws IOException {
        Instant now = clock.instant();
        file.change(state -> {
            Instant since = state.locked().getOrDefault(job.name(), now);
            AlarmState noted = state.lockedSince(job.name(), since);
            boolean tooLong = alarms.silence()
                    .filter(most -> Duration.between(since, now).compareTo(most) > 0)
                    .isPresent();
            FailureDetails lasting = new FailureDetails(LOCKED, trouble.message(), trouble.hint(), since);
            return tooLong ? failed(noted, job, lasting, now) : noted;
        });
    }

    public void wentWell(Job job) throws IOException {
        AlarmState before = file.read();
        if (before.incident(job.name()).isEmpty() && !before.locked().containsKey(job.name())) {
            return;
        }
        Instant now = clock.instant();
        file.change(state -> wentWell(state.notLocked(job.name()), job, now));
    }

    private AlarmState wentWell(AlarmState state, Job job, Instant now) {
        return state.incident(job.name())
                .map(goesOn -> {
                    Incident rest = goesOn.without(job);
                    if (!rest.failing().isEmpty()) {
                        return state.with(rest);
                    }
                    Message message = Message.of(Event.RECOVERED, goesOn, origin, now, List.of());
                    return state.without(job.name()).undelivered(message, Channels.ofRecoveries(alarms));
                })
                .orElse(state);
    }

    /** Whether anything fails, or is silent. Silence that is not looked for any more says nothing. */
    public boolean any() throws IOException {
        boolean looks = alarms.silence().isPresent();
        return file.read().incidents().stream().anyMatch(incident -> looks || !isSilence(incident));
    }

    public boolean isFailing(String job) throws IOException {
        return file.read().incident(job).isPresent();
    }

    /** Whether it is time to look for silence; while there is some, it always is. */
    public boolean looksForSilence(Duration most) throws IOException {
        AlarmState state = file.read();
        AlarmState.Looked looked = state.silence();
        Duration pause = most.dividedBy(LOOKS);
        return looked == null
                || state.incidents().stream().anyMatch(Incidents::isSilence)
                || !clock.instant().isBefore(looked.last().plus(pause))
                || clock.instant().isBefore(looked.last());
    }

    /** Since when anything that is new could have been noticed: now, if silence is looked for the first time. */
    public Instant watchesSince() throws IOException {
        AlarmState.Looked looked = file.read().silence();
        return looked == null ? clock.instant() : looked.first();
    }

    /**
     * What a look for silence has found: begins the incidents that are new, and ends those that are not among them. Returns
     * whether there was any of either.
     *
     * @param silences by what is silent: the name of a receiver, or nothing for the sender
     */
    public boolean silent(Map<String, FailureDetails> silences) throws IOException {
        Instant now = clock.instant();
        AtomicBoolean news = new AtomicBoolean();
        file.change(before -> {
            AlarmState state = before.lookedForSilence(now);
            List<String> names = new ArrayList<>();
            for (Map.Entry<String, FailureDetails> silence : silences.entrySet()) {
                Job silent = Job.silence(silence.getKey());
                names.add(silent.name());
                if (state.incident(silent.name()).isEmpty()) {
                    state = failed(state, silent, silence.getValue(), now);
                }
            }
            for (Incident old : before.incidents()) {
                if (isSilence(old) && !names.contains(old.job())) {
                    state = wentWell(state, new Job(old.job(), Set.copyOf(old.failing())), now);
                }
            }
            news.set(!state.incidents().equals(before.incidents()));
            return state;
        });
        return news.get();
    }

    private static boolean isSilence(Incident incident) {
        return incident.cause() == Incident.Cause.SILENCE;
    }
}
