package io.dbferry.stream;

import io.dbferry.stream.store.ConditionalWrites;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small file that is replaced by a newer one: it is written under another name, and renamed over the old one; where that
 * cannot be done in one step, the old one is deleted first, which every SFTP server can. Readers see the old one or the new
 * one. A store without renames replaces it in one step by itself.
 */
record ReplacedFile(String path, Store store) {
    private static final String NEW = ".new";

    /**
     * Makes the folder if it is missing. Safe to repeat after any failure.
     *
     * @param soon what the store is asked next
     */
    void write(byte[] content, Soon soon) throws IOException {
        Optional<Renaming> renaming = store.renaming();
        Optional<ConditionalWrites> writes = store.conditionalWrites();
        if (writes.isPresent()) {
            writes.get().replace(path, Content.of(content));
            return;
        }
        int name = path.lastIndexOf('/') + 1;
        String folder = path.substring(0, Math.max(name - 1, 0));
        if (renaming.isEmpty()) {
            store.makeFolder(folder);
            store.put(path, Content.of(content));
            return;
        }
        // Whatever stands there, it is not ours.
        store.putAll(folder, Map.of(path.substring(name) + NEW, Content.of(content)), soon);
        if (!renaming.get().replace(path + NEW, path)) {
            store.delete(path);
            renaming.get().rename(path + NEW, path);
        }
    }

    /** The same questions as {@link #read}, to be asked ahead. */
    Soon ahead(Soon soon) {
        return store.renaming().isPresent() ? soon.read(path, path + NEW, path) : soon.read(path);
    }

    /** Its first bytes, so many at most; empty if there is none. */
    Optional<byte[]> read(int most) throws IOException {
        List<String> names = store.renaming().isPresent() ? List.of(path, path + NEW, path) : List.of(path);
        for (String name : names) {
            try (InputStream content = store.get(name)) {
                return Optional.of(content.readNBytes(most));
            } catch (NoSuchFileException e) {
                continue; // under the other name, or there is none
            }
        }
        return Optional.empty();
    }
}
