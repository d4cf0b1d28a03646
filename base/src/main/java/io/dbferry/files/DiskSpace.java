package io.dbferry.files;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.text.ByteCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The disk of a folder that exists.
 *
 * @param keepFree bytes that are to stay free
 */
public record DiskSpace(Path folder, long keepFree) {
    /** So little free space counts as none: what could not be written may have been larger than what is left. */
    private static final long NONE = 1 << 16;

    /**
     * Refuses to begin if less than {@link #keepFree} would be left.
     *
     * @param what after "cannot": {@code build a shipment in '/work'}
     * @param bytes that will be written, as far as is known
     */
    public void require(String what, long bytes) throws IOException {
        long free = free();
        if (free - bytes < keepFree) {
            String needed = bytes == 0 ? "" : ByteCount.of(bytes) + " are needed, ";
            throw new DbferryException(
                    Failure.DISK_SPACE,
                    "cannot " + what + ": " + ByteCount.of(free) + " are free, " + needed + ByteCount.of(keepFree)
                            + " are to stay free",
                    "Free " + ByteCount.of(keepFree + bytes - free) + " there, or lower keep.free-space",
                    null);
        }
    }

    /** Whether a write failed because this disk, or the user's share of it, is full. */
    public boolean filledUp(Throwable failure) throws IOException {
        if (!(failure instanceof IOException) && !(failure instanceof UncheckedIOException)) {
            return false; // a database, for one, has a disk of its own
        }
        for (@Nullable Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof IOException io && FileTrouble.of(io) == FileTrouble.FULL) {
                return true;
            }
        }
        return free() < NONE; // the system's words depend on its language
    }

    /** Whether so many bytes find room, whatever is to stay free. */
    public boolean holds(long bytes) throws IOException {
        return bytes <= free();
    }

    /**
     * What to say then, after what was half written has been deleted.
     *
     * @param bytes that are needed, as far as is known
     */
    public DbferryException full(String what, long bytes, Throwable failure) throws IOException {
        long free = free();
        String needed = bytes > free ? ByteCount.of(bytes) : "more";
        return new DbferryException(
                Failure.DISK_SPACE,
                "cannot " + what + ": no space left; " + ByteCount.of(free) + " are free, it needs " + needed,
                "Free space there, then run the command again",
                failure);
    }

    private long free() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }
}
