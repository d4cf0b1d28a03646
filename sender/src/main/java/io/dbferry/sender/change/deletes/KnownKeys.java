package io.dbferry.sender.change.deletes;

import io.dbferry.files.DamagedFiles;
import io.dbferry.files.PrivateFile;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.change.ChangedKeys;
import io.dbferry.sender.change.KeyComparator;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentLayout;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that receivers may have: the lists together never lack a key that a receiver has. If lists are lost, deleted
 * rows wait for the next complete; a list that is there and damaged asks for one at once.
 */
public final class KnownKeys {
    private final KeyLists lists;
    private final DamagedFiles damagedFiles;

    public KnownKeys(KeyLists lists, DamagedFiles damagedFiles) {
        this.lists = lists;
        this.damagedFiles = damagedFiles;
    }

    KeyLists lists() {
        return lists;
    }

    /** Lists all keys of the tables in the connection's snapshot. */
    void list(Kind kind, List<Table> tables, Connection connection) throws IOException, SQLException {
        lists.beginRun(kind);
        Path building = lists.build(kind);
        for (Table table : tables) {
            merge(building, null, table, connection, NOBODY);
        }
    }

    private static final Gone NOBODY = new Gone() {
        @Override
        public void take(List<String> key) {}

        @Override
        public boolean wrote() {
            return false;
        }
    };

    /** Takes keys that the source may not have any more. */
    interface Gone {
        void take(List<String> key) throws SQLException;

        /** Whether it may have written into the database what it took. */
        default boolean wrote() {
            return true;
        }
    }

    /**
     * Lists all keys of the tables, and tells those that receivers may have and that are not among them.
     *
     * @return the lists that are damaged: what they had to tell is lost until a complete is in the depot, and an empty list
     *     in their place says so to the runs until then
     */
    List<Path> compare(List<Table> tables, Connection connection, Comparison comparison)
            throws IOException, SQLException {
        Path building = lists.build(Kind.PARTIAL);
        Optional<KeyLists.Lists> known = lists.known();
        List<Path> damaged = new ArrayList<>();
        for (Table table : tables) {
            Gone gone = comparison.of(table);
            Path old = known.map(all -> list(all.path(), table)).orElse(null);
            if (!merge(building, old, table, connection, gone)) {
                damaged.add(Objects.requireNonNull(old));
            }
            for (KeyLists.Lists shipped : lists.all(KeyLists.State.SHIPPED)) {
                if (known.isPresent() && shipped.sequence() > known.get().sequence()) {
                    Path list = list(shipped.path(), table);
                    if (!tell(list, table, gone)) {
                        damaged.add(list);
                    }
                }
            }
        }
        for (Path list : damaged) {
            setAside(list);
        }
        return damaged;
    }

    private static Path list(Path all, Table table) {
        return all.resolve(ShipmentLayout.rows(table.name()));
    }

    private void setAside(Path list) throws IOException {
        if (Files.size(list) > 0) {
            damagedFiles.setAside(
                    list, "the next shipment is a complete, so that deleted rows are deleted at receivers");
            PrivateFile.create(list, "");
        }
    }

    /** Where the keys of each table go. */
    interface Comparison {
        Gone of(Table table);
    }

    /** @return whether the known list is whole, or not there */
    private static boolean merge(Path into, @Nullable Path known, Table table, Connection connection, Gone gone)
            throws IOException, SQLException {
        KeyComparator order = new KeyComparator(table);
        Path file = list(into, table);
        try (KeyList.Writer fresh = new KeyList.Writer(file, order);
                PassingKeys old = PassingKeys.open(known, order);
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(5000);
            Savepoint before = connection.setSavepoint();
            try (ResultSet row = statement.executeQuery(order.keys())) {
                while (row.next()) {
                    List<String> key = new ArrayList<>();
                    for (int i = 1; i <= table.key().size(); i++) {
                        key.add(row.getString(i));
                    }
                    fresh.add(key);
                    old.tellBefore(key, gone);
                }
            }
            old.tellBefore(null, gone);
            fresh.end();
            if (!gone.wrote()) {
                connection.rollback(before); // releases the locks of the table's indexes
            }
            connection.releaseSavepoint(before);
            return old.isWhole();
        }
    }

    /** The known keys of a table, as the keys that are there pass by. */
    static final class PassingKeys implements AutoCloseable {
        private final KeyList.@Nullable Reader reader;
        private final KeyComparator order;
        private @Nullable List<String> next;
        private boolean damaged;

        private PassingKeys(KeyList.@Nullable Reader reader, KeyComparator order) throws IOException {
            this.reader = reader;
            this.order = order;
            read();
        }

        private void read() throws IOException {
            try {
                next = reader == null ? null : reader.next();
            } catch (IOException | NumberFormatException e) {
                next = null;
                damaged = true;
            }
        }

        static PassingKeys open(@Nullable Path file, KeyComparator order) throws IOException {
            if (file == null || !Files.exists(file)) {
                return new PassingKeys(null, order);
            }
            try {
                return new PassingKeys(new KeyList.Reader(file, order), order);
            } catch (AccessDeniedException e) {
                PassingKeys unreadable = new PassingKeys(null, order);
                unreadable.damaged = true;
                return unreadable;
            }
        }

        /** Tells the keys before that one, all if it is null, and passes over that one itself. */
        void tellBefore(@Nullable List<String> key, Gone gone) throws IOException, SQLException {
            while (next != null && reader != null) {
                int place = key == null ? -1 : order.compare(next, key);
                if (place > 0) {
                    return;
                }
                if (place < 0) {
                    gone.take(next);
                }
                read();
            }
        }

        /** Whether the list could be read to its end, or is not there. */
        boolean isWhole() {
            return !damaged;
        }

        @Override
        public void close() throws IOException {
            if (reader != null) {
                reader.close();
            }
        }
    }

    /** @return whether the list is whole, or not there */
    private static boolean tell(Path list, Table table, Gone gone) throws IOException, SQLException {
        try (PassingKeys shipped = PassingKeys.open(list, new KeyComparator(table))) {
            shipped.tellBefore(null, gone);
            return shipped.isWhole();
        }
    }

    /** Lists the keys that a partial carries; before it is built. */
    void shipped(Sequence sequence, ChangedKeys keys) throws IOException, SQLException {
        Path shipped = lists.ship(sequence);
        for (Table table : keys.carried()) {
            KeyComparator order = new KeyComparator(table);
            try (KeyList.Writer list = new KeyList.Writer(list(shipped, table), order)) {
                keys.forEachKey(table, list::add);
                list.end();
            }
        }
    }
}
