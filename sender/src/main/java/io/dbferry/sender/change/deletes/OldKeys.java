package io.dbferry.sender.change.deletes;

import io.dbferry.sender.change.KeyComparator;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a list, as the keys that are there now pass by in the same order. */
final class OldKeys implements AutoCloseable {
    private final KeyList.@Nullable Reader reader;
    private final KeyComparator order;
    private @Nullable List<String> next;
    private boolean damaged;

    private OldKeys(KeyList.@Nullable Reader reader, KeyComparator order) {
        this.reader = reader;
        this.order = order;
        read();
    }

    /** Takes keys that the source may not have any more. */
    interface Gone {
        void take(List<String> key) throws SQLException;
    }

    /** @param file there may be none */
    static OldKeys open(@Nullable Path file, KeyComparator order) throws IOException {
        if (file == null || !Files.exists(file)) {
            return new OldKeys(null, order);
        }
        try {
            return new OldKeys(new KeyList.Reader(file, order), order);
        } catch (AccessDeniedException e) {
            OldKeys unreadable = new OldKeys(null, order);
            unreadable.damaged = true;
            return unreadable;
        }
    }

    private void read() {
        try {
            next = reader == null ? null : reader.next();
        } catch (IOException | NumberFormatException e) {
            next = null;
            damaged = true;
        }
    }

    /** Tells the keys before that one, and passes over that one itself. */
    void tellBefore(List<String> key, Gone gone) throws SQLException {
        while (next != null) {
            int place = order.compare(next, key);
            if (place > 0) {
                return;
            }
            if (place < 0) {
                gone.take(next);
            }
            read();
        }
    }

    /** Tells all keys that are left. */
    void tellRest(Gone gone) throws SQLException {
        while (next != null) {
            gone.take(next);
            read();
        }
    }

    /** Whether the list was not whole as far as it was read: what it had to tell is lost. */
    boolean damaged() {
        return damaged;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
