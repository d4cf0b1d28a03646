package io.dbferry.metrics;

import io.dbferry.files.AtomicFile;
import io.dbferry.files.Durability;
import io.dbferry.files.PrivateFile;
import io.dbferry.files.StateFile;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code work/metrics/}: a file for each command that has run, and one for what was measured last. Of two
 * runs of a command that end in the same instant one may go uncounted; a file that cannot be understood begins anew, as
 * counters may.
 */
public final class MetricsFolder {
    private static final String READINGS = "readings.json";
    private static final String COMMAND = "command-";

    private final Path work;
    private final Path folder;

    public MetricsFolder(Path work) {
        this.work = work;
        this.folder = work.resolve("metrics");
    }

    /** Notes how a run ended, and what it shipped or applied. */
    public void ran(MeasuredCommand command, Instant ended, Duration took, int exitCode, Map<String, Totals> totals)
            throws IOException {
        PrivateFile.folder(folder);
        Path file = folder.resolve(COMMAND + command.words().replace(' ', '-') + ".json");
        CommandState before = file(file, CommandState.class).read().orElseGet(() -> CommandState.none(command));
        AtomicFile.write(file, Json.write(before.after(ended, took, exitCode, totals)), Durability.CACHE);
    }

    /** Notes what was measured, in place of what was before. */
    public void measured(Readings readings) throws IOException {
        PrivateFile.folder(folder);
        AtomicFile.write(folder.resolve(READINGS), Json.write(readings), Durability.CACHE);
    }

    /** As they were measured last. */
    public Readings readings() throws IOException {
        return file(folder.resolve(READINGS), Readings.class).look().orElse(Readings.NONE);
    }

    /** Of every command that has run. */
    public List<CommandState> commands() throws IOException {
        List<CommandState> states = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return states;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (file.getFileName().toString().startsWith(COMMAND)) {
                    file(file, CommandState.class).look().ifPresent(states::add);
                }
            }
        }
        return states;
    }

    private <T> StateFile<T> file(Path file, Class<T> type) {
        return new StateFile<>(work, file, json -> Json.read(json, type), "some counters restart at 0");
    }
}
