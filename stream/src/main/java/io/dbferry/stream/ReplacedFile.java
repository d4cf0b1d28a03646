package io.dbferry.stream;

import io.dbferry.stream.store.ConditionalWrites;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * A small file that is replaced by a newer one: it is written under another name, and renamed over the old one; where that
 * cannot be done in one step, the old one is deleted first, which every SFTP server can. Readers see the old one or the new
 * one. A store without renames replaces it in one step by itself.
 */
record ReplacedFile(String path, Store store) {
    private static final String NEW = ".new";

    /** Safe to repeat after any failure. */
    void write(byte[] content) throws IOException {
        Optional<Renaming> renaming = store.renaming();
        Optional<ConditionalWrites> writes = store.conditionalWrites();
        if (writes.isPresent()) {
            writes.get().replace(path, Content.of(content));
            return;
        }
        if (renaming.isEmpty()) {
            store.put(path, Content.of(content));
            return;
        }
        store.delete(path + NEW); // whatever stands there, it is not ours
        store.put(path + NEW, Content.of(content));
        if (!renaming.get().replace(path + NEW, path)) {
            store.delete(path);
            renaming.get().rename(path + NEW, path);
        }
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
