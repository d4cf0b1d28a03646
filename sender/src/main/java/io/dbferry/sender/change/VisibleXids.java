package io.dbferry.sender.change;

import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import io.dbferry.stream.format.Position;
import io.dbferry.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions a shipment's snapshot saw although an older one was still running. A row version that was visible
 * in a snapshot proves that its transaction, or subtransaction, had committed, and so all that it wrote was seen. While a
 * long transaction is open, this keeps rows from travelling with every partial. Kept in a file of the work folder; if it
 * is lost, rows travel once more.
 */
public final class VisibleXids {
    /** More ids than this are not remembered. */
    private static final int LIMIT = 5_000;

    /** From here on a row's 32 bits may be those of a much older transaction, so that they prove nothing. */
    private static final long FIRST_USED_TWICE = 1L << 32;

    private static final List<String> CATALOG_ROWS = List.of(
            "pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relpersistence <> 't'",
            "pg_attribute t JOIN pg_class c ON c.oid = t.attrelid AND c.relpersistence <> 't'",
            "pg_inherits t");

    private final StateFile<Content> file;
    private final Path place;
    private @Nullable List<Seen> content;

    public VisibleXids(Path work) {
        this.place = work.resolve("seen-transactions.json");
        this.file =
                new StateFile<>(work, place, json -> Json.read(json, Content.class), "some rows may travel once more");
    }

    /** What the snapshot saw, by its text. */
    record Seen(String snapshot, List<Long> ids) {
        Seen {
            Objects.requireNonNull(snapshot);
            ids = List.copyOf(ids);
        }
    }

    private record Content(List<Seen> seen) {
        private Content {
            seen = List.copyOf(seen);
        }
    }

    /** Ids from the position's oldest running transaction on that it saw; some or all may be unknown. */
    List<Long> at(Position position) {
        return read().stream()
                .filter(s -> s.snapshot().equals(position.snapshot()))
                .flatMap(s -> s.ids().stream())
                .toList();
    }

    /**
     * Remembers what was seen at a new position, beside what is known of the one that changes were asked since: a run
     * may end before its shipment is built.
     *
     * @param snapshot answers queries by the new position's snapshot
     * @param rows that are visible there, each as {@code FROM} gives them as {@code t}: those that were found to be new
     */
    void remember(Position since, Position now, ChangedKeys.Keys snapshot, List<String> rows)
            throws IOException, SQLException {
        remember(since, now, helps(now) ? visible(now, snapshot, rows) : Set.of());
    }

    /** Whether ids tell more than the snapshot's text alone, and prove what they tell. */
    private static boolean helps(Position now) {
        return RowVersion.oldestRunning(now) < RowVersion.next(now) && RowVersion.next(now) < FIRST_USED_TWICE;
    }

    /** @param visible transactions of which the new position's snapshot sees rows */
    void remember(Position since, Position now, Set<Long> visible) throws IOException {
        Set<Long> ids = new TreeSet<>();
        if (helps(now)) {
            ids.addAll(at(since));
            ids.addAll(visible);
            ids.removeIf(id -> id < RowVersion.oldestRunning(now));
        }
        if (ids.isEmpty() && !Files.exists(place)) {
            return;
        }
        List<Seen> fresh = new ArrayList<>(List.of(new Seen(since.snapshot(), at(since))));
        if (!since.snapshot().equals(now.snapshot()) && ids.size() <= LIMIT) {
            fresh.add(new Seen(now.snapshot(), List.copyOf(ids)));
        }
        file.write(Json.write(new Content(fresh)), Durability.CACHE);
    }

    /** The transactions, from the oldest running one on, that wrote the rows, or the catalog's rows on tables. */
    private static Set<Long> visible(Position now, ChangedKeys.Keys snapshot, List<String> rows) throws SQLException {
        Set<Long> ids = new TreeSet<>();
        for (String query : queries(now, rows)) {
            snapshot.column(query).forEach(id -> ids.add(Long.parseLong(id)));
        }
        return ids;
    }

    static List<String> queries(Position now, List<String> rows) {
        return Stream.concat(CATALOG_ROWS.stream(), rows.stream())
                .map(from -> "SELECT DISTINCT t.xmin::text::bigint FROM " + from + " WHERE "
                        + RowVersion.notSeenBy("t", now, List.of()))
                .toList();
    }

    private List<Seen> read() {
        if (content == null) {
            try {
                content = file.read().map(Content::seen).orElse(List.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return content;
    }
}
