package io.dbferry.stream.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * A store of folders and files that both servers reach. Paths are relative to the depot's own folder, with
 * {@code /} between names; {@code ""} is the depot's folder itself. A path with an empty, {@code .} or {@code ..}
 * part is a programming error ({@link IllegalArgumentException}). Not for use by several threads at once, but for
 * {@link #fetch}.
 */
public interface Depot extends AutoCloseable {
    /** More would not fit in memory. Two years of partials, one every five minutes, are as many. */
    int MOST_NAMES = 200_000;

    /** A name in a folder, never a path. Links and special files are not listed. */
    record Entry(String name, boolean folder, long bytes, java.time.Instant modified) {}

    /** How an operator writes this depot, with nothing secret in it: {@code sftp://user@host/folder} or a path. */
    String describe();

    /**
     * Lists a folder, in the order of names; a folder that does not exist is an empty list, except the depot's own.
     *
     * @throws DepotException if it holds more than {@value #MOST_NAMES} names; nothing is left out in silence
     */
    List<Entry> list(String folder) throws IOException;

    /**
     * The first in the order of names of those wanted, as many as {@link #list} can give; a folder that holds more names is
     * read whole, in bounded memory, and not refused.
     */
    default List<Entry> first(String folder, Predicate<String> wanted) throws IOException {
        return list(folder).stream().filter(entry -> wanted.test(entry.name())).toList();
    }

    /** What stands at a path below the depot's own folder; empty if it is no file and no folder. One question. */
    Optional<Entry> find(String path) throws IOException;

    /** Makes a folder and those above it that are missing, below the depot's own; one that is there is no error. */
    void makeFolder(String folder) throws IOException;

    /** Bytes that the account can still write; empty if the store cannot tell. */
    OptionalLong freeBytes() throws IOException;

    /**
     * Writes a file whole, replacing one of that name; its folder must exist. Returns the bytes written, after
     * comparing them with the length that the store reports. A failure leaves a file that is short or absent, and
     * a repeat is safe.
     */
    long write(String file, InputStream content) throws IOException;

    /**
     * Writes behind the first {@code from} bytes of a file that is exactly so long; from 0, the same as {@link #write}.
     * Returns the file's new length, after comparing it with the one that the store reports. A failure leaves the file
     * with some or all of the bytes.
     *
     * @throws DepotException if the file has another length, with the problem {@code UNREACHABLE}: look again, then repeat
     */
    long append(String file, long from, InputStream content) throws IOException;

    /**
     * Brings a file there whole, going on behind what a try that broke has left of it, where {@link ResumePoint} finds
     * that to be right. Its folder must exist. Safe to repeat after any failure.
     */
    default void upload(String file, Content content) throws IOException {
        long from = ResumePoint.find(this, file, content);
        try (InputStream rest = content.from(from)) {
            append(file, from, rest);
        }
    }

    /** Opens a file to be read once, from its first byte. */
    default InputStream read(String file) throws IOException {
        return read(file, 0);
    }

    /**
     * Opens a file to be read once, from the byte behind the first {@code from}; empty if it is not longer.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    InputStream read(String file, long from) throws IOException;

    /**
     * Brings a file onto this machine and returns where: a store on this machine gives the file itself and copies
     * nothing; any other copies it to {@code into}, replacing what is there. Check {@link #keepsFilesHere} before
     * deleting what comes back.
     */
    Path fetch(String file, Path into) throws IOException;

    /** Whether {@link #fetch} gives the store's own files. */
    boolean keepsFilesHere();

    /**
     * Renames a file or folder in one step: readers see the old name or the new one, never both or a part.
     *
     * @throws java.nio.file.FileAlreadyExistsException if {@code to} exists
     */
    void rename(String from, String to) throws IOException;

    /** Deletes a file, or a folder with all in it; one that is not there is no error. Links are not followed. */
    void delete(String path) throws IOException;

    @Override
    void close();
}
