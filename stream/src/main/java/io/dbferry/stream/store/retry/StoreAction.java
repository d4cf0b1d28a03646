package io.dbferry.stream.store.retry;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StorePath;
import org.jspecify.annotations.Nullable;

/**
 * One thing asked of a depot, and the words for its failures, the same for every kind of depot.
 *
 * @param words what comes after "cannot", such as {@code write 'a' to depot '/x'}
 */
public record StoreAction(String words) {
    /** How much free space still counts as none: a write that failed may have been larger than what is left. */
    private static final long NO_SPACE_BYTES = 1 << 20;

    public static StoreAction open(String depot) {
        return new StoreAction("open depot '" + depot + "'");
    }

    public static StoreAction list(StorePath folder, String depot) {
        String object = folder.isRoot() ? "" : "folder '" + folder + "' of ";
        return new StoreAction("list " + object + "depot '" + depot + "'");
    }

    public static StoreAction makeFolder(StorePath folder, String depot) {
        return new StoreAction("make folder '" + folder + "' in depot '" + depot + "'");
    }

    public static StoreAction write(StorePath file, String depot) {
        return new StoreAction("write '" + file + "' to depot '" + depot + "'");
    }

    public static StoreAction read(StorePath file, String depot) {
        return new StoreAction("read '" + file + "' of depot '" + depot + "'");
    }

    public static StoreAction rename(StorePath from, StorePath to, String depot) {
        return new StoreAction("rename '" + from + "' to '" + to + "' in depot '" + depot + "'");
    }

    public static StoreAction delete(StorePath path, String depot) {
        return new StoreAction("delete '" + path + "' of depot '" + depot + "'");
    }

    /** Whether a store with so little left is full. */
    public static boolean isFull(long freeBytes) {
        return freeBytes < NO_SPACE_BYTES;
    }

    /** Whether a message of an operating system or a server says that a disk or a quota is full. */
    public static boolean saysFull(@Nullable String message) {
        String text = String.valueOf(message).toLowerCase(java.util.Locale.ROOT);
        return text.contains("no space left") || text.contains("quota") || text.contains("disk full");
    }

    public DepotException because(Problem problem, String cause, String hint, @Nullable Throwable thrown) {
        return new DepotException(problem, "cannot " + words + ": " + cause, hint, thrown);
    }

    public DepotException noFolder(String hint, @Nullable Throwable thrown) {
        return because(Problem.ACCESS, "the folder does not exist", hint, thrown);
    }

    public DepotException notAFolder(StorePath path) {
        return because(Problem.ACCESS, "'" + path + "' is not a folder", "Move what is there out of the depot.", null);
    }

    public DepotException notAFile(StorePath path) {
        return because(
                Problem.ACCESS,
                "'" + path + "' is not a plain file",
                "A depot holds plain files and folders only: move what is there out of the depot.",
                null);
    }

    /** Refuses a folder that holds more names than any of ours. */
    public void checkCount(int names) throws DepotException {
        if (names > Store.MOST_NAMES) {
            throw tooManyNames();
        }
    }

    public DepotException tooManyNames() {
        return because(
                Problem.ACCESS,
                "it holds more than " + Store.MOST_NAMES + " names",
                "Run 'dbferry prune' on the receiver, which deletes old shipments from a folder of any length; delete by"
                        + " hand what is no shipment.",
                null);
    }

    public DepotException noRight(@Nullable Throwable thrown) {
        return because(
                Problem.ACCESS,
                "permission denied",
                "Give the account that DbFerry runs as or logs in with the right to read and write there.",
                thrown);
    }

    public DepotException full(@Nullable Throwable thrown) {
        return because(
                Problem.FULL, "no space left", "Free space there, or keep applied shipments for less long.", thrown);
    }

    public DepotException otherLength(long expected, long found) {
        return because(
                Problem.UNREACHABLE,
                found + " bytes stand there instead of " + expected,
                "Run the same command again; if it stays so, another process writes there too.",
                null);
    }

    public DepotException shortened(long written, long reported) {
        return because(
                Problem.UNREACHABLE,
                written + " bytes were written but the depot holds " + reported,
                "Run the same command again; if it stays so, another process writes there too.",
                null);
    }
}
