package io.dbferry.stream.store;

import io.dbferry.stream.store.DepotException.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A store that is gone at its n-th operation, as for a process that is killed there: the operation is done by half, or
 * done and its answer lost. From then on nothing gets through.
 */
public final class BreakingStore implements Store {
    private final Store store;
    private final int breaksAt;
    private final boolean byHalf;
    private int operations;

    public BreakingStore(Store store, int breaksAt, boolean byHalf) {
        this.store = store;
        this.breaksAt = breaksAt;
        this.byHalf = byHalf;
    }

    public boolean broke() {
        return operations >= breaksAt;
    }

    private interface Operation<T> {
        T run() throws IOException;
    }

    private <T> T run(Operation<T> whole, Operation<T> half) throws IOException {
        operations++;
        if (operations < breaksAt) {
            return whole.run();
        }
        if (operations == breaksAt) {
            (byHalf ? half : whole).run();
        }
        throw gone();
    }

    private static DepotException gone() {
        return new DepotException(Problem.UNREACHABLE, "the test's store is gone", "Run it again.", null);
    }

    /** What is done in one step is done by half if it is not done. */
    private <T> T step(Operation<T> whole) throws IOException {
        return run(whole, () -> {
            throw gone();
        });
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        return step(() -> store.list(folder));
    }

    @Override
    public Optional<Entry> find(String path) throws IOException {
        return step(() -> store.find(path));
    }

    @Override
    public void makeFolder(String folder) throws IOException {
        step(() -> {
            store.makeFolder(folder);
            return folder;
        });
    }

    @Override
    public void put(String file, Content content) throws IOException {
        run(() -> put(file, content, content.length()), () -> put(file, content, content.length() / 2));
    }

    private String put(String file, Content content, long length) throws IOException {
        if (length < content.length() && store.renaming().isEmpty()) {
            return file; // whole or not at all
        }
        store.put(file, new Content() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream from(long offset) throws IOException {
                try (InputStream all = content.from(0)) {
                    return new ByteArrayInputStream(
                            all.readAllBytes(), (int) offset, (int) Math.max(0, length - offset));
                }
            }
        });
        return file;
    }

    @Override
    public InputStream get(String file, long from) throws IOException {
        return step(() -> store.get(file, from));
    }

    /** By half, of a folder: a file of it is gone. */
    @Override
    public void delete(String path) throws IOException {
        run(
                () -> {
                    store.delete(path);
                    return path;
                },
                () -> {
                    boolean folder = store.find(path).filter(Entry::folder).isPresent();
                    if (folder && !store.list(path).isEmpty()) {
                        store.delete(path + "/" + store.list(path).get(0).name());
                    }
                    return path;
                });
    }

    @Override
    public Optional<Renaming> renaming() {
        return store.renaming()
                .map(renaming -> (from, to) -> step(() -> {
                    renaming.rename(from, to);
                    return to;
                }));
    }

    @Override
    public Optional<ConditionalWrites> conditionalWrites() {
        return store.conditionalWrites().map(writes -> new ConditionalWrites() {
            @Override
            public void create(String file, Content content) throws IOException {
                step(() -> {
                    writes.create(file, content);
                    return file;
                });
            }

            @Override
            public void replace(String file, Content content) throws IOException {
                step(() -> {
                    writes.replace(file, content);
                    return file;
                });
            }
        });
    }

    @Override
    public Optional<FlatListing> flatListing() {
        return store.flatListing().map(listing -> (folder, file) -> step(() -> listing.foldersWith(folder, file)));
    }

    @Override
    public Optional<LocalFiles> localFiles() {
        return store.localFiles();
    }

    @Override
    public void close() {}
}
