package io.dbferry.depot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A store of folders and files that both servers reach. Paths are relative to the depot's own folder, with
 * {@code /} between names; {@code ""} is the depot's folder itself. A path with an empty, {@code .} or {@code ..}
 * part is a programming error ({@link IllegalArgumentException}). Not for use by several threads at once, but for
 * {@link #fetch}.
 */
public interface Depot extends AutoCloseable {
    /** A name in a folder, never a path. Links and special files are not listed. */
    record Entry(String name, boolean folder, long bytes, java.time.Instant modified) {}

    /** How an operator writes this depot, with nothing secret in it: {@code sftp://user@host/folder} or a path. */
    String describe();

    /** Lists a folder, in the order of names; a folder that does not exist is an empty list, except the depot's own. */
    List<Entry> list(String folder) throws IOException;

    /** Makes a folder and those above it that are missing, below the depot's own; one that is there is no error. */
    void makeFolder(String folder) throws IOException;

    /**
     * Writes a file whole, replacing one of that name; its folder must exist. Returns the bytes written, after
     * comparing them with the length that the store reports. A failure leaves a file that is short or absent, and
     * a repeat is safe.
     */
    long write(String file, InputStream content) throws IOException;

    /**
     * Opens a file to be read once, from its first byte.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    InputStream read(String file) throws IOException;

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
