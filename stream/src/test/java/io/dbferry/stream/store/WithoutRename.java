package io.dbferry.stream.store;

import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A store with its renames hidden. As one that has none must, it shows a file whole or not at all: it uploads aside, goes
 * on there, and moves the file to its place.
 */
public final class WithoutRename implements Store {
    private static final String ASIDE = ".uploads";

    private final Store store;
    private final Renaming renaming;

    public WithoutRename(Store store) {
        this.store = store;
        this.renaming = store.renaming().orElseThrow();
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        return store.list(folder).stream()
                .filter(entry -> !entry.name().equals(ASIDE))
                .map(WithoutRename::timeless)
                .toList();
    }

    @Override
    public Optional<Entry> find(String path) throws IOException {
        return store.find(path).map(WithoutRename::timeless);
    }

    private static Entry timeless(Entry entry) {
        return entry.folder() ? new Entry(entry.name(), true, 0, java.time.Instant.EPOCH) : entry;
    }

    @Override
    public void makeFolder(String folder) throws IOException {
        store.makeFolder(folder);
    }

    @Override
    public void put(String file, Content content) throws IOException {
        StorePath path = StorePath.below(file);
        StoreAction action = StoreAction.write(path, describe());
        if (store.find(file).filter(Entry::folder).isPresent()) {
            throw action.notAFile(path);
        }
        if (!path.folder().isRoot()
                && store.find(path.folder().toString()).filter(Entry::folder).isEmpty()) {
            throw action.noFolder("Run the same command again: it recreates its folders.", null);
        }
        String aside = ASIDE + "/" + file.replace('/', '|');
        store.makeFolder(ASIDE);
        store.put(aside, content);
        store.delete(file);
        renaming.rename(aside, file);
    }

    @Override
    public InputStream get(String file, long from) throws IOException {
        return store.get(file, from);
    }

    @Override
    public void delete(String path) throws IOException {
        store.delete(path);
    }

    @Override
    public void close() {
        store.close();
    }
}
