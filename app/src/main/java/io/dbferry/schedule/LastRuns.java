package io.dbferry.schedule;

import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When each job last ended or, before it ever ran, was first scheduled: {@code work/schedule.json}, by which a daemon that
 * starts knows what it missed. A file that is not JSON counts as none: nothing was missed then.
 */
public final class LastRuns {
    private final Path file;

    public LastRuns(Path work) {
        this.file = work.resolve("schedule.json");
    }

    private record Runs(Map<String, Instant> last) {}

    /** @param job as its key in the config, such as {@code complete-dump} */
    public synchronized Optional<Instant> of(String job) throws IOException {
        return Optional.ofNullable(read().get(job));
    }

    public synchronized void put(String job, Instant when) throws IOException {
        Map<String, Instant> last = new TreeMap<>(read());
        last.put(job, when);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = Files.write(file.resolveSibling("schedule.json.new"), Json.write(new Runs(last)));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Map<String, Instant> read() throws IOException {
        try {
            return Json.read(Files.readAllBytes(file), Runs.class).last();
        } catch (NoSuchFileException | com.fasterxml.jackson.core.JsonProcessingException e) {
            return Map.of();
        }
    }
}
