package io.dbferry.journeys;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.LocalFiles;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * A store that breaks at its n-th operation: a file arrives by half, anything else is done and its answer is lost. From
 * then on nothing gets through, as with a connection that is gone. Or the whole process is gone, right there. Of a store
 * without renames only operations that change something count: it is asked for each shipment's manifest.
 */
class FaultyStore implements Store {
    private final Store store;
    private final boolean renames;
    private final int breaksAt;
    private final Runnable ending;
    private int operations;

    private FaultyStore(Store store, boolean renames, int breaksAt, Runnable ending) {
        this.store = store;
        this.renames = renames;
        this.breaksAt = breaksAt;
        this.ending = ending;
    }

    /**
     * @param renames without it, a file is there whole or not at all
     * @param ending what happens then, before the failure is reported
     */
    static Store breakingAt(int operation, boolean renames, Store store, Runnable ending) {
        return new FaultyStore(store, renames, operation, ending);
    }

    /** The process is gone once something has been renamed. */
    static Store endingAfterRename(Store store) {
        return new FaultyStore(store, true, Integer.MAX_VALUE, () -> {}) {
            @Override
            public Optional<Renaming> renaming() {
                return store.renaming().map(renaming -> (from, to) -> {
                    renaming.rename(from, to);
                    throw new IllegalStateException("the end");
                });
            }
        };
    }

    private interface Operation<T> {
        T run() throws IOException;
    }

    private <T> T ask(Operation<T> question) throws IOException {
        return renames || operations >= breaksAt ? change(question, question) : question.run();
    }

    private <T> T change(Operation<T> operation) throws IOException {
        return change(operation, operation);
    }

    private synchronized <T> T change(Operation<T> operation, Operation<T> broken) throws IOException {
        operations++;
        if (operations < breaksAt) {
            return operation.run();
        }
        if (operations == breaksAt) {
            try {
                broken.run();
            } finally {
                ending.run();
            }
        }
        throw new DepotException(Problem.UNREACHABLE, "the test's depot is gone", "Run it again.", null);
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        return ask(() -> store.list(folder));
    }

    @Override
    public List<Entry> first(String folder, Predicate<String> wanted) throws IOException {
        return ask(() -> store.first(folder, wanted));
    }

    @Override
    public Optional<Entry> find(String path) throws IOException {
        return ask(() -> store.find(path));
    }

    @Override
    public void makeFolder(String folder) throws IOException {
        change(() -> {
            store.makeFolder(folder);
            return folder;
        });
    }

    @Override
    public void put(String file, Content content) throws IOException {
        change(() -> putWhole(file, content), () -> renames ? putHalf(file, content) : file);
    }

    private String putWhole(String file, Content content) throws IOException {
        store.put(file, content);
        return file;
    }

    private String putHalf(String file, Content content) throws IOException {
        try (InputStream all = content.from(0)) {
            byte[] bytes = all.readAllBytes();
            store.put(file, Content.of(java.util.Arrays.copyOf(bytes, bytes.length / 2)));
            return file;
        }
    }

    @Override
    public InputStream get(String file, long from) throws IOException {
        return ask(() -> store.get(file, from));
    }

    @Override
    public void delete(String path) throws IOException {
        change(() -> {
            store.delete(path);
            return path;
        });
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return ask(store::freeBytes);
    }

    @Override
    public Optional<Renaming> renaming() {
        return renames
                ? store.renaming()
                        .map(renaming -> (from, to) -> change(() -> {
                            renaming.rename(from, to);
                            return to;
                        }))
                : Optional.empty();
    }

    @Override
    public Optional<LocalFiles> localFiles() {
        return store.localFiles();
    }

    @Override
    public void close() {
        store.close();
    }
}
