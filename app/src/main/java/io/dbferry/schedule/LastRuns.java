package io.dbferry.schedule;

import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When each job last ended or, before it ever ran, was first scheduled: {@code work/schedule.json}, by which a daemon that
 * starts knows what it missed. A damaged file counts as none: nothing was missed then.
 */
public final class LastRuns {
    private final StateFile<Runs> file;

    public LastRuns(Path work) {
        this.file = new StateFile<>(
                work,
                work.resolve("schedule.json"),
                json -> Json.read(json, Runs.class),
                "runs that were missed while no daemon ran are not caught up on");
    }

    private record Runs(Map<String, Instant> last) {
        private Runs {
            last = Map.copyOf(last);
        }
    }

    /** @param job as its key in the config, such as {@code complete-dump} */
    public synchronized Optional<Instant> of(String job) throws IOException {
        return Optional.ofNullable(read().get(job));
    }

    /** The same, but a damaged file stays where it is. */
    public Optional<Instant> look(String job) throws IOException {
        return file.look().map(runs -> runs.last().get(job));
    }

    public synchronized void put(String job, Instant when) throws IOException {
        Map<String, Instant> last = new TreeMap<>(read());
        last.put(job, when);
        file.write(Json.write(new Runs(last)), Durability.DURABLE);
    }

    private Map<String, Instant> read() throws IOException {
        return file.read().map(Runs::last).orElse(Map.of());
    }
}
