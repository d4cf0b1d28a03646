package io.dbferry.receiver;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dbferry.files.Durability;
import io.dbferry.files.FolderTree;
import io.dbferry.files.StateFile;
import io.dbferry.stream.Depot;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Tells from one look at the depot that nothing is due. Because a look may not show what came in the same second
 * ({@link Depot#changedSince}), only when a run finds nothing due and sees the same as a run at least two seconds before
 * it, later runs need not look closer, for ten minutes.
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
    private Seen before = Seen.NOTHING;
    private String token = "";

    /** @param about depot, stream and database: what is known of one says nothing about another */
    IdleCheck(Path work, Depot depot, Clock clock, String about) {
        this.place = work.resolve(FILE);
        this.file = new StateFile<>(work, place, json -> Json.read(json, Seen.class), "this load looks closely");
        this.depot = depot;
        this.clock = clock;
        this.about = about;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Seen(String about, String token, Instant since, Instant looked, boolean settled) {
        static final Seen NOTHING = new Seen("", "", Instant.EPOCH, Instant.EPOCH, false);

        private Seen {
            Objects.requireNonNull(about);
            Objects.requireNonNull(token);
            Objects.requireNonNull(since);
            Objects.requireNonNull(looked);
        }
    }

    /** Whether the depot is as a run saw it that left nothing to do, long enough ago to be sure and not too long. */
    boolean nothingNew() throws IOException {
        Seen seen = read();
        before = seen;
        token = depot.changedSince(seen.token()).orElse(seen.token());
        boolean same = token.equals(seen.token());
        Duration age = Duration.between(seen.looked(), clock.instant());
        return same
                && seen.settled()
                && seen.about().equals(about)
                && !age.isNegative()
                && age.compareTo(LOOK_CLOSELY) < 0;
    }

    /**
     * Remembers that a run which began with {@link #nothingNew} and ends now left nothing to do. What the depot looked
     * like is that of its beginning: whatever came meanwhile makes the next run look closely.
     */
    void nothingDue() throws IOException {
        Instant now = clock.instant();
        boolean same = token.equals(before.token()) && before.about().equals(about);
        Instant since = same ? before.since() : now;
        boolean settled = same && now.isAfter(since.plus(SURELY_LATER));
        write(new Seen(about, token, since, now, settled));
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
        return file.read().orElse(Seen.NOTHING);
    }

    private void write(Seen seen) throws IOException {
        file.write(Json.write(seen), Durability.CACHE);
    }
}
