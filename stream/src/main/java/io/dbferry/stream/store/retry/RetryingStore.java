package io.dbferry.stream.store.retry;

import io.dbferry.stream.store.ConditionalWrites;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.FlatListing;
import io.dbferry.stream.store.LocalFiles;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.ResumePoint;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A store behind a line that may break, and that others use too: what is safe to repeat is tried again for as long as the
 * patience lasts, reads and uploads go on where they broke, and files move at a pace.
 */
public final class RetryingStore implements Store {
    private final Store store;
    private final RetryPolicy patience;
    private final Pace pace;
    private final boolean kept;

    /** @param pace of what files hold, both ways; what a try that broke has moved counts too */
    public RetryingStore(Store store, RetryPolicy patience, Pace pace) {
        this(store, patience, pace, false);
    }

    /** @param kept whether the store stays open for others when this one closes */
    public RetryingStore(Store store, RetryPolicy patience, Pace pace, boolean kept) {
        this.store = store;
        this.patience = patience;
        this.pace = pace;
        this.kept = kept;
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        return patience.call(() -> store.list(folder));
    }

    @Override
    public List<Entry> first(String folder, Predicate<String> wanted) throws IOException {
        return patience.call(() -> store.first(folder, wanted));
    }

    @Override
    public Optional<Entry> find(String path) throws IOException {
        return patience.call(() -> store.find(path));
    }

    @Override
    public void makeFolder(String folder) throws IOException {
        patience.call(() -> {
            store.makeFolder(folder);
            return folder;
        });
    }

    @Override
    public void put(String file, Content content) throws IOException {
        SentContent sent = new SentContent(content, ResumePoint.COMPARED_BYTES, pace);
        patience.call(
                () -> {
                    store.put(file, sent);
                    return file;
                },
                sent::arrived);
    }

    @Override
    public void putAll(String folder, Map<String, Content> files, Soon soon) throws IOException {
        Map<String, Content> paced = new LinkedHashMap<>();
        files.forEach((name, content) -> paced.put(name, new SentContent(content, ResumePoint.COMPARED_BYTES, pace)));
        patience.call(() -> {
            store.putAll(folder, paced, soon);
            return folder;
        });
    }

    @Override
    public void soon(Soon questions) {
        store.soon(questions);
    }

    @Override
    public InputStream get(String file, long from) throws IOException {
        return new RetryingRead(store, file, from, patience, pace);
    }

    @Override
    public void delete(String path) throws IOException {
        patience.call(() -> {
            store.delete(path);
            return path;
        });
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return patience.call(store::freeBytes);
    }

    @Override
    public Optional<Renaming> renaming() {
        return store.renaming().map(renaming -> new Renaming() {
            @Override
            public void rename(String from, String to) throws IOException {
                once(from, to, () -> {
                    renaming.rename(from, to);
                    return true;
                });
            }

            @Override
            public boolean replace(String from, String to) throws IOException {
                return once(from, to, () -> renaming.replace(from, to));
            }
        });
    }

    @Override
    public Optional<ConditionalWrites> conditionalWrites() {
        return store.conditionalWrites().map(writes -> new ConditionalWrites() {
            @Override
            public void create(String file, Content content) throws IOException {
                patience.call(() -> {
                    writes.create(file, content);
                    return file;
                });
            }

            @Override
            public void replace(String file, Content content) throws IOException {
                patience.call(() -> {
                    writes.replace(file, content);
                    return file;
                });
            }
        });
    }

    @Override
    public Optional<FlatListing> flatListing() {
        return store.flatListing()
                .map(listing -> (folder, file) -> patience.call(() -> listing.foldersWith(folder, file)));
    }

    /** A rename whose answer was lost may have been done: the next try then finds the target in place of the source. */
    private boolean once(String from, String to, RetryPolicy.Attempt<Boolean> rename) throws IOException {
        AtomicInteger tries = new AtomicInteger();
        return patience.call(() -> {
            boolean first = tries.incrementAndGet() == 1;
            try {
                return rename.run();
            } catch (NoSuchFileException e) {
                if (first || store.find(to).isEmpty()) {
                    throw e;
                }
                return true;
            }
        });
    }

    @Override
    public Optional<LocalFiles> localFiles() {
        return store.localFiles();
    }

    @Override
    public void close() {
        if (kept) {
            store.soon(Soon.NOTHING); // what nobody asked is not for the next user
        } else {
            store.close();
        }
    }
}
