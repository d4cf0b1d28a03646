package io.dbferry.sender.change.deletes;

import io.dbferry.files.DamagedFiles;
import io.dbferry.files.FolderTree;
import io.dbferry.files.PrivateFile;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.change.ChangedKeys;
import io.dbferry.sender.change.KeyComparator;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys that receivers may have, in the work folder's {@code keys/}: a list of all keys at some shipment
 * ({@code known-…}), and those that were shipped since ({@code shipped-…}). Together they never lack a key that
 * a receiver has. Lists that belong to a shipment on its way have its kind's name, and become known when it is in the
 * depot. If lists are lost, deleted rows wait for the next complete; a list that is there and damaged asks for one at once.
 */
public final class KnownKeys {
    private static final Pattern FOLDER = Pattern.compile("(known|shipped|complete|partial)-([0-9]{19})(?:-([0-9]+))?");
    private static final Path RUNS = Path.of("runs");

    private final Path folder;
    private final DamagedFiles damagedFiles;

    public KnownKeys(Path folder, DamagedFiles damagedFiles) {
        this.folder = folder;
        this.damagedFiles = damagedFiles;
    }

    /** A folder of lists, by the sequence number that they belong to. */
    private record Lists(Path path, long sequence, long millis) {}

    /** When the newest known lists were made. */
    Optional<Instant> since() throws IOException {
        return known().map(lists -> Instant.ofEpochMilli(lists.millis()));
    }

    /** Counts the runs since the lists were made, this one included. */
    long countRun() throws IOException {
        PrivateFile.folder(folder);
        Path runs = folder.resolve(RUNS);
        try (OutputStream out = PrivateFile.append(runs)) {
            out.write('.');
        }
        return Files.size(runs);
    }

    /** Lists all keys of the tables in the connection's snapshot. */
    void list(Kind kind, List<Table> tables, Connection connection) throws IOException, SQLException {
        beginRun(kind);
        Path building = PrivateFile.folder(building(kind));
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

        /** Whether it has written into the database what it took. */
        boolean wrote();
    }

    /**
     * Lists all keys of the tables, and tells those that receivers may have and that are not among them.
     *
     * @return the lists that are damaged: what they had to tell is lost until a complete is in the depot, and an empty list
     *     in their place says so to the runs until then
     */
    List<Path> compare(List<Table> tables, Connection connection, Comparison comparison)
            throws IOException, SQLException {
        Path building = PrivateFile.folder(building(Kind.PARTIAL));
        Optional<Lists> known = known();
        List<Path> damaged = new ArrayList<>();
        for (Table table : tables) {
            Gone gone = comparison.of(table);
            Path old = known.map(lists -> list(lists.path(), table)).orElse(null);
            if (!merge(building, old, table, connection, gone)) {
                damaged.add(Objects.requireNonNull(old));
            }
            for (Lists shipped : lists("shipped")) {
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

    private static Path list(Path lists, Table table) {
        return lists.resolve(ShipmentLayout.rows(table.name()));
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

    /** Drops what earlier runs of the kind left behind; none of their shipments is still on its way. */
    void beginRun(Kind kind) throws IOException {
        FolderTree.delete(building(kind));
        for (Lists left : lists(kind.word())) {
            FolderTree.delete(left.path());
        }
    }

    private Path building(Kind kind) {
        return folder.resolve("building-" + kind.word());
    }

    /** @return whether the known list is whole, or not there */
    private static boolean merge(Path into, @Nullable Path known, Table table, Connection connection, Gone gone)
            throws IOException, SQLException {
        KeyComparator order = new KeyComparator(table);
        Path file = into.resolve(ShipmentLayout.rows(table.name()));
        try (KeyList.Writer fresh = new KeyList.Writer(file, order);
                Old old = Old.open(known, order);
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
            return !old.damaged;
        }
    }

    /** The known keys of a table, as the keys that are there pass by. */
    private static final class Old implements AutoCloseable {
        private final KeyList.@Nullable Reader reader;
        private final KeyComparator order;
        private @Nullable List<String> next;
        private boolean damaged;

        private Old(KeyList.@Nullable Reader reader, KeyComparator order) throws IOException {
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

        static Old open(@Nullable Path file, KeyComparator order) throws IOException {
            if (file == null || !Files.exists(file)) {
                return new Old(null, order);
            }
            try {
                return new Old(new KeyList.Reader(file, order), order);
            } catch (AccessDeniedException e) {
                Old unreadable = new Old(null, order);
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

        @Override
        public void close() throws IOException {
            if (reader != null) {
                reader.close();
            }
        }
    }

    /** @return whether the list is whole, or not there */
    private static boolean tell(Path list, Table table, Gone gone) throws IOException, SQLException {
        try (Old shipped = Old.open(list, new KeyComparator(table))) {
            shipped.tellBefore(null, gone);
            return !shipped.damaged;
        }
    }

    /** Lists the keys that a partial carries; before it is built. */
    void shipped(Sequence sequence, ChangedKeys keys) throws IOException, SQLException {
        Path lists = PrivateFile.folder(folder.resolve(name("shipped", sequence.number())));
        for (Table table : keys.carried()) {
            KeyComparator order = new KeyComparator(table);
            try (KeyList.Writer list = new KeyList.Writer(lists.resolve(ShipmentLayout.rows(table.name())), order)) {
                keys.forEachKey(table, list::add);
                list.end();
            }
        }
    }

    /** The lists that this run made belong to the shipment of that number. */
    void built(Kind kind, Sequence sequence) throws IOException {
        if (Files.exists(building(kind))) {
            Files.move(building(kind), folder.resolve(name(kind.word(), sequence.number())));
        }
    }

    /** Nothing had changed since the shipment of that number: the lists that this run made, if any, are known. */
    public void unchanged(Sequence sequence) throws IOException {
        if (Files.exists(building(Kind.PARTIAL))) {
            become(building(Kind.PARTIAL), sequence);
        }
    }

    /** The shipment is in the depot: its lists are known, and what is older is forgotten. Safe to repeat. */
    public void delivered(Manifest manifest) throws IOException {
        Path built =
                folder.resolve(name(manifest.kind().word(), manifest.sequence().number()));
        long newest = known().map(Lists::sequence).orElse(0L);
        if (!Files.exists(built)) {
            if (manifest.kind() == Kind.COMPLETE) {
                forgetUntil(manifest.sequence().number()); // it carried keys that no list has
            }
        } else if (newest > manifest.sequence().number()) {
            // A complete that was overtaken brings back keys that the newest lists do not have any more.
            Files.move(built, folder.resolve(name("shipped", newest + 1) + "-" + System.currentTimeMillis()));
        } else {
            become(built, manifest.sequence());
        }
    }

    private void become(Path lists, Sequence sequence) throws IOException {
        Path known = folder.resolve(name("known", sequence.number()) + "-" + System.currentTimeMillis());
        Files.move(lists, known);
        Files.deleteIfExists(folder.resolve(RUNS));
        for (Lists old : lists("known")) {
            if (!old.path().equals(known)) {
                FolderTree.delete(old.path());
            }
        }
        forgetShipped(sequence.number());
    }

    private void forgetUntil(long sequence) throws IOException {
        for (Lists old : lists("known")) {
            if (old.sequence() <= sequence) {
                FolderTree.delete(old.path());
            }
        }
        forgetShipped(sequence);
    }

    private void forgetShipped(long sequence) throws IOException {
        for (Lists old : lists("shipped")) {
            if (old.sequence() <= sequence) {
                FolderTree.delete(old.path());
            }
        }
    }

    /** Forgets all lists. */
    void forget() throws IOException {
        FolderTree.delete(folder);
    }

    private Optional<Lists> known() throws IOException {
        return lists("known").stream()
                .max(Comparator.comparingLong(Lists::sequence).thenComparingLong(Lists::millis));
    }

    private List<Lists> lists(String state) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.flatMap(path -> {
                        Matcher name = FOLDER.matcher(path.getFileName().toString());
                        return name.matches() && name.group(1).equals(state)
                                ? Stream.of(new Lists(
                                        path,
                                        Long.parseLong(name.group(2)),
                                        name.group(3) == null ? 0 : Long.parseLong(name.group(3))))
                                : Stream.empty();
                    })
                    .toList();
        }
    }

    private static String name(String state, long sequence) {
        return String.format(Locale.ROOT, "%s-%019d", state, sequence);
    }
}
