package io.dbferry.sender.change.deletes;

import io.dbferry.files.FolderTree;
import io.dbferry.files.PrivateFile;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folders of lists of keys in the work folder's {@code keys/}, by the shipment that they belong to, and what becomes of
 * them. All keys at some shipment are known ({@code known-…}), beside those that were shipped since ({@code shipped-…}).
 * Lists that belong to a shipment on its way have its kind's name, and become known when it is in the depot.
 */
public final class KeyLists {
    private static final Pattern FOLDER = Pattern.compile("(known|shipped|complete|partial)-([0-9]{19})(?:-([0-9]+))?");
    private static final Path RUNS = Path.of("runs");

    private final Path folder;

    public KeyLists(Path folder) {
        this.folder = folder;
    }

    /** What lists are. */
    enum State {
        KNOWN,
        SHIPPED,
        COMPLETE,
        PARTIAL;

        static State of(Kind kind) {
            return kind == Kind.COMPLETE ? COMPLETE : PARTIAL;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A folder of lists, by the sequence number that they belong to. */
    record Lists(Path path, long sequence, long millis) {}

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

    /** Drops what earlier runs of the kind left behind; none of their shipments is still on its way. */
    void beginRun(Kind kind) throws IOException {
        FolderTree.delete(folder.resolve(building(kind)));
        for (Lists left : all(State.of(kind))) {
            FolderTree.delete(left.path());
        }
    }

    /** Where a run of the kind makes the lists of its shipment. */
    Path build(Kind kind) throws IOException {
        return PrivateFile.folder(folder.resolve(building(kind)));
    }

    private static String building(Kind kind) {
        return "building-" + kind.word();
    }

    /** Where the keys go that the partial of that number carries. */
    Path ship(Sequence sequence) throws IOException {
        return PrivateFile.folder(folder.resolve(name(State.SHIPPED, sequence.number())));
    }

    /** The lists that this run made belong to the shipment of that number. */
    void built(Kind kind, Sequence sequence) throws IOException {
        Path building = folder.resolve(building(kind));
        if (Files.exists(building)) {
            Files.move(building, folder.resolve(name(State.of(kind), sequence.number())));
        }
    }

    /** Nothing had changed since the shipment of that number: the lists that this run made, if any, are known. */
    public void unchanged(Sequence sequence, Instant now) throws IOException {
        Path building = folder.resolve(building(Kind.PARTIAL));
        if (Files.exists(building)) {
            become(building, sequence, now);
        }
    }

    /** The shipment is in the depot: its lists are known, and what is older is forgotten. Safe to repeat. */
    public void delivered(Manifest manifest, Instant now) throws IOException {
        delivered(manifest.kind(), manifest.sequence(), now);
    }

    void delivered(Kind kind, Sequence sequence, Instant now) throws IOException {
        Path built = folder.resolve(name(State.of(kind), sequence.number()));
        long newest = known().map(Lists::sequence).orElse(0L);
        if (!Files.exists(built)) {
            if (kind == Kind.COMPLETE) {
                forgetUntil(sequence.number(), State.KNOWN, State.SHIPPED); // it carried keys that no list has
            }
        } else if (newest > sequence.number()) {
            // A complete that was overtaken brings back keys that the newest lists do not have any more.
            Files.move(built, folder.resolve(name(State.SHIPPED, newest + 1) + "-" + now.toEpochMilli()));
        } else {
            become(built, sequence, now);
        }
    }

    private void become(Path lists, Sequence sequence, Instant now) throws IOException {
        Path known = folder.resolve(name(State.KNOWN, sequence.number()) + "-" + now.toEpochMilli());
        Files.move(lists, known);
        Files.deleteIfExists(folder.resolve(RUNS));
        for (Lists old : all(State.KNOWN)) {
            if (!old.path().equals(known)) {
                FolderTree.delete(old.path());
            }
        }
        forgetUntil(sequence.number(), State.SHIPPED);
    }

    private void forgetUntil(long sequence, State... states) throws IOException {
        for (State state : states) {
            for (Lists old : all(state)) {
                if (old.sequence() <= sequence) {
                    FolderTree.delete(old.path());
                }
            }
        }
    }

    /** Forgets all lists. */
    void forget() throws IOException {
        FolderTree.delete(folder);
    }

    /** The newest. */
    Optional<Lists> known() throws IOException {
        return all(State.KNOWN).stream()
                .max(Comparator.comparingLong(Lists::sequence).thenComparingLong(Lists::millis));
    }

    List<Lists> all(State state) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.flatMap(path -> {
                        Matcher name = FOLDER.matcher(path.getFileName().toString());
                        return name.matches() && name.group(1).equals(state.word())
                                ? Stream.of(new Lists(
                                        path,
                                        Long.parseLong(name.group(2)),
                                        name.group(3) == null ? 0 : Long.parseLong(name.group(3))))
                                : Stream.empty();
                    })
                    .toList();
        }
    }

    private static String name(State state, long sequence) {
        return String.format(Locale.ROOT, "%s-%019d", state.word(), sequence);
    }
}
