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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
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
        list(kind, tables, source(connection));
    }

    void list(Kind kind, List<Table> tables, Source source) throws IOException, SQLException {
        lists.beginRun(kind);
        Path building = lists.build(kind);
        for (Table table : tables) {
            merge(building, null, table, source, NOBODY);
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

    /** What a list was that was read to its end, or as far as it can be. */
    enum Told {
        ALL,
        NOT_ALL,
        /** Its keys are of other columns than the table's key has now. */
        OTHER_KEY,
        /** The lists have none of the table: another strategy told its deleted rows until now. */
        NO_LIST
    }

    /**
     * What a comparison could not tell.
     *
     * @param damaged lists: what they had to tell is lost until a complete is in the depot, and an empty list in their place
     *     says so to the runs until then
     * @param unlisted tables that have another key than their lists, or are in none: any row that receivers have may be gone
     */
    record Untold(List<Path> damaged, Set<Table> unlisted) {
        private void note(Told told, Table table, @Nullable Path list) {
            switch (told) {
                case ALL -> {}
                case NOT_ALL -> damaged.add(Objects.requireNonNull(list));
                case OTHER_KEY, NO_LIST -> unlisted.add(table);
            }
        }
    }

    /** Lists all keys of the tables, and tells those that receivers may have and that are not among them. */
    Untold compare(List<Table> tables, Source source, Comparison comparison) throws IOException, SQLException {
        Path building = lists.build(Kind.PARTIAL);
        Optional<KeyLists.Lists> known = lists.known();
        Untold untold = new Untold(new ArrayList<>(), new LinkedHashSet<>());
        for (Table table : tables) {
            Gone gone = comparison.of(table);
            Path old = known.map(all -> list(all.path(), table)).orElse(null);
            Told told = merge(building, old, table, source, gone);
            untold.note(old == null || Files.exists(old) ? told : Told.NO_LIST, table, old);
            for (KeyLists.Lists shipped : lists.all(KeyLists.State.SHIPPED)) {
                if (known.isPresent() && shipped.sequence() > known.get().sequence()) {
                    Path list = list(shipped.path(), table);
                    untold.note(tell(list, table, gone), table, list);
                }
            }
        }
        for (Path list : untold.damaged()) {
            setAside(list);
        }
        return untold;
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

    /** Takes a key that a row has. */
    interface There {
        void take(List<String> key) throws IOException, SQLException;
    }

    /** Gives the keys of all rows of a table, in the order of {@link KeyComparator}. */
    interface Source {
        /** @param wrote whether taking the keys has written into the database */
        void forEachKey(Table table, There there, BooleanSupplier wrote) throws IOException, SQLException;
    }

    static Source source(Connection connection) {
        return (table, there, wrote) -> {
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(5000);
                Savepoint before = connection.setSavepoint();
                try (ResultSet row = statement.executeQuery(new KeyComparator(table).keys())) {
                    while (row.next()) {
                        List<String> key = new ArrayList<>();
                        for (int i = 1; i <= table.key().size(); i++) {
                            key.add(row.getString(i));
                        }
                        there.take(key);
                    }
                }
                if (!wrote.getAsBoolean()) {
                    connection.rollback(before); // releases the locks of the table's indexes
                }
                connection.releaseSavepoint(before);
            }
        };
    }

    private static Told merge(Path into, @Nullable Path known, Table table, Source source, Gone gone)
            throws IOException, SQLException {
        KeyComparator order = new KeyComparator(table);
        Path file = list(into, table);
        try (KeyList.Writer fresh = new KeyList.Writer(file, order);
                PassingKeys old = PassingKeys.open(known, order)) {
            source.forEachKey(
                    table,
                    key -> {
                        fresh.add(key);
                        old.tellBefore(key, gone);
                    },
                    gone::wrote);
            old.tellBefore(null, gone);
            fresh.end();
            return old.told();
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

        /** What it told; all, where there is no list. */
        Told told() {
            if (damaged) {
                return Told.NOT_ALL;
            }
            return reader != null && reader.isOfOtherKey() ? Told.OTHER_KEY : Told.ALL;
        }

        @Override
        public void close() throws IOException {
            if (reader != null) {
                reader.close();
            }
        }
    }

    private static Told tell(Path list, Table table, Gone gone) throws IOException, SQLException {
        try (PassingKeys shipped = PassingKeys.open(list, new KeyComparator(table))) {
            shipped.tellBefore(null, gone);
            return shipped.told();
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
