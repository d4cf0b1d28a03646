package io.dbferry.stream.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Names and bytes that both servers reach. Paths are relative to the store's own root, with {@code /} between names;
 * {@code ""} is the root itself. A path with an empty, {@code .} or {@code ..} part is a programming error
 * ({@link IllegalArgumentException}). Not for use by several threads at once, but for {@link #get}.
 *
 * <p>What only some stores can do is a capability: {@link #renaming}, {@link #conditionalWrites}, {@link #flatListing},
 * {@link #localFiles}, {@link #freeBytes}.
 */
public interface Store extends AutoCloseable {
    /** More would not fit in memory. Two years of partials, one every five minutes, are as many. */
    int MOST_NAMES = 200_000;

    /**
     * A name in a folder, never a path. Links and special files are not listed.
     *
     * @param modified of a folder in a store that has none, {@link Instant#EPOCH}
     */
    record Entry(String name, boolean folder, long bytes, Instant modified) {}

    /** How an operator writes this depot, with nothing secret in it: {@code sftp://user@host/folder} or a path. */
    String describe();

    /**
     * Lists a folder, in the order of names; a folder that does not exist is an empty list, except the root.
     *
     * @throws DepotException if it holds more than {@value #MOST_NAMES} names; nothing is skipped in silence
     */
    List<Entry> list(String folder) throws IOException;

    /**
     * The first in the order of names of those wanted, as many as {@link #list} can give; a folder that holds more names is
     * read whole, in bounded memory, and not refused.
     */
    default List<Entry> first(String folder, Predicate<String> wanted) throws IOException {
        return list(folder).stream().filter(entry -> wanted.test(entry.name())).toList();
    }

    /** What stands at a path below the root; empty if it is no file and no folder. One question. */
    Optional<Entry> find(String path) throws IOException;

    /** Makes a folder and those above it that are missing; does nothing in a store whose folders are mere names. */
    default void makeFolder(String folder) throws IOException {}

    /**
     * Brings a file there whole, replacing one of that name; its folder must exist. Goes on behind what a try that broke
     * has left, where that is known to be right. Safe to repeat after any failure. A failure leaves what was there, the
     * file, or nothing; a store with {@link #renaming} may also leave a part of the file, and show it meanwhile.
     */
    void put(String file, Content content) throws IOException;

    /**
     * Brings small files into a folder, which is made if it is missing. What stands under their names is deleted first. Safe to
     * repeat after any failure, which may leave some of them, or a part.
     *
     * @param soon what is asked next, once the files are there
     */
    default void putAll(String folder, Map<String, Content> files, Soon soon) throws IOException {
        makeFolder(folder);
        for (Map.Entry<String, Content> file : files.entrySet()) {
            String path = folder.isEmpty() ? file.getKey() : folder + "/" + file.getKey();
            delete(path);
            put(path, file.getValue());
        }
    }

    /**
     * Says what is asked next. An answer is given once, as of now, unless this store changes something there meanwhile, or this
     * is called again. Never fails, and does nothing where questions cost little.
     */
    default void soon(Soon questions) {}

    /** Opens a file to be read once, from its first byte. */
    default InputStream get(String file) throws IOException {
        return get(file, 0);
    }

    /**
     * Opens a file to be read once, from the byte behind the first {@code from}; empty if it is not longer.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    InputStream get(String file, long from) throws IOException;

    /** Deletes a file, or a folder with all in it; one that is not there is no error. Links are not followed. */
    void delete(String path) throws IOException;

    /** Bytes that the account can still write; empty if the store cannot tell. */
    default OptionalLong freeBytes() throws IOException {
        return OptionalLong.empty();
    }

    /** Empty if the store cannot rename: a shipment is then published by its manifest, which is put last. */
    default Optional<Renaming> renaming() {
        return Optional.empty();
    }

    /** Empty if the store cannot compare before it writes. */
    default Optional<ConditionalWrites> conditionalWrites() {
        return Optional.empty();
    }

    /** Empty if each folder must be asked for. */
    default Optional<FlatListing> flatListing() {
        return Optional.empty();
    }

    /** Empty if the files are not on this machine. */
    default Optional<LocalFiles> localFiles() {
        return Optional.empty();
    }

    @Override
    void close();
}
