package io.dbferry.notify;

import io.dbferry.files.Durability;
import io.dbferry.files.LockFile;
import io.dbferry.files.PrivateFile;
import io.dbferry.files.StateFile;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code work/alarms.json}, which several processes change, each whole or not at all; a damaged file counts as
 * none. The locks are the operating system's, so none is ever stale.
 */
final class AlarmFile {
    /** Whoever holds the lock writes a few kilobytes. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path place;
    private final StateFile<AlarmState> file;

    AlarmFile(Path work) {
        this.place = work.resolve("alarms.json");
        this.file = new StateFile<>(
                work,
                place,
                json -> Json.read(json, AlarmState.class),
                "messages that were not delivered yet are lost, and what is still wrong is reported again");
    }

    AlarmState read() throws IOException {
        return file.read().orElse(AlarmState.NONE);
    }

    /** The same, but a damaged file stays where it is. */
    AlarmState look() throws IOException {
        return file.look().orElse(AlarmState.NONE);
    }

    /**
     * Replaces what is there by what is made of it, and returns that.
     *
     * @throws IOException also if another process does not come to its end with it
     */
    AlarmState change(UnaryOperator<AlarmState> change) throws IOException {
        PrivateFile.folderOf(place);
        try (LockFile lock = LockFile.await(place.resolveSibling("alarms.lock"), PATIENCE)) {
            return replace(change);
        }
    }

    private AlarmState replace(UnaryOperator<AlarmState> change) throws IOException {
        AlarmState before = read();
        AlarmState after = change.apply(before);
        if (!after.equals(before)) {
            file.write(Json.write(after), Durability.DURABLE);
        }
        return after;
    }

    /** The right to deliver, until it is closed; null if another has it. */
    @Nullable
    LockFile deliverer() {
        return LockFile.takeIfFree(place.resolveSibling("alarms-delivery.lock"));
    }
}
