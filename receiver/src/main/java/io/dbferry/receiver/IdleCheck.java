package io.dbferry.receiver;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dbferry.files.Durability;
import io.dbferry.files.FolderTree;
import io.dbferry.files.StateFile;
import io.dbferry.stream.DepotLayout;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.store.Depot;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells from one directory listing that nothing is due: a shipment arrives by a rename into its kind's folder, which
 * changes that folder's modification time. SFTP tells times in whole seconds, so a listing proves nothing about a
 * shipment that arrives within the same second; only when a run finds nothing due and sees the same times as a run
 * at least two seconds before it, later runs need not look closer, for ten minutes.
 */
public final class IdleCheck {
    private static final String FILE = "idle.json";

    private static final Duration SURELY_LATER = Duration.ofSeconds(2);

    /** A database that was set back shows nothing in the depot: that often it is looked at all the same. */
    private static final Duration LOOK_CLOSELY = Duration.ofMinutes(10);

    private final Path place;
    private final StateFile<Seen> file;
    private final Depot depot;
    private final Clock clock;
    private final String about;
    private @Nullable Seen before;

    /** @param about depot, stream and database: what is known of one says nothing about another */
    IdleCheck(Path work, Depot depot, Clock clock, String about) {
        this.place = work.resolve(FILE);
        this.file = new StateFile<>(work, place, json -> Json.read(json, Seen.class), "this load looks closely");
        this.depot = depot;
        this.clock = clock;
        this.about = about;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Seen(String about, Map<String, Instant> changed, Instant since, Instant looked, boolean settled) {
        private Seen {
            Objects.requireNonNull(about);
            Objects.requireNonNull(changed);
            Objects.requireNonNull(since);
            Objects.requireNonNull(looked);
        }
    }

    /** Modification times of the folders that shipments arrive in. */
    Map<String, Instant> look() throws IOException {
        Map<String, Instant> changed = new TreeMap<>();
        for (Depot.Entry entry : depot.list("")) {
            for (Kind kind : Kind.values()) {
                if (entry.folder() && entry.name().equals(DepotLayout.shipments(kind))) {
                    changed.put(entry.name(), entry.modified());
                }
            }
        }
        return changed;
    }

    /** Whether a run that saw these times left nothing to do, long enough ago to be sure and not too long. */
    boolean nothingNew(Map<String, Instant> changed) throws IOException {
        Seen seen = read();
        before = seen;
        Duration age = Duration.between(seen.looked(), clock.instant());
        return seen.settled()
                && seen.about().equals(about)
                && seen.changed().equals(changed)
                && !age.isNegative()
                && age.compareTo(LOOK_CLOSELY) < 0;
    }

    /** Remembers that a run which began with {@link #nothingNew} and ends with these times left nothing to do. */
    void nothingDue(Map<String, Instant> changed) throws IOException {
        Instant now = clock.instant();
        boolean same = before != null
                && before.about().equals(about)
                && before.changed().equals(changed);
        Instant since = same && before != null ? before.since() : now;
        write(new Seen(about, changed, since, now, same && now.isAfter(since.plus(SURELY_LATER))));
    }

    /** Something else than the depot has made work: the next run looks closely. */
    public static void forget(Path work) throws IOException {
        FolderTree.delete(work.resolve(FILE));
    }

    /** Forgets what is known: the next run looks closely. */
    void somethingLeft() throws IOException {
        FolderTree.delete(place);
    }

    private Seen read() throws IOException {
        return file.read().orElseGet(() -> new Seen("", Map.of(), Instant.EPOCH, Instant.EPOCH, false));
    }

    private void write(Seen seen) throws IOException {
        file.write(Json.write(seen), Durability.CACHE);
    }
}
