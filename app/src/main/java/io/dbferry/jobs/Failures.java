package io.dbferry.jobs;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.FileTrouble;
import io.dbferry.stream.store.DepotException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Turns whatever a run throws into a failure with an exit code, a message and a hint. */
public final class Failures {
    private Failures() {}

    /** The failure as one with an exit code, where a log has what a bug's reporter needs. */
    public static DbferryException knownOrBug(Throwable e) {
        DbferryException known = known(e);
        return known != null
                ? known
                : new DbferryException(
                        Failure.BUG, "cannot continue: " + e, "This is a bug of DbFerry; its log has more", e);
    }

    /** The failure as one with an exit code; null for a bug. */
    public static @Nullable DbferryException known(Throwable e) {
        if (e instanceof DbferryException known) {
            return known;
        }
        if (e instanceof DepotException depot) {
            Failure failure = depot.problem() == DepotException.Problem.FULL ? Failure.DISK_SPACE : Failure.DEPOT;
            return new DbferryException(failure, String.valueOf(e.getMessage()), depot.hint(), e);
        }
        if (e instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return known(unchecked.getCause());
        }
        if (e instanceof IOException io) {
            return ofFiles(io);
        }
        return e instanceof Error error ? ofMachine(error) : null;
    }

    /** What the Java machine could not do; null for a bug. */
    private static @Nullable DbferryException ofMachine(Error e) {
        if (e instanceof StackOverflowError) {
            return new DbferryException(
                    Failure.CONFIG,
                    "cannot continue: a file that was read has too many nested levels",
                    "Look for endless brackets or indents in the config or in the named settings",
                    e);
        }
        if (e instanceof OutOfMemoryError) {
            return new DbferryException(
                    Failure.CONFIG,
                    "cannot continue: the memory that Java may use is too small",
                    "Set DBFERRY_JAVA_OPTS=\"-Xmx1g -XX:+UseSerialGC\" for the command",
                    e);
        }
        if (e instanceof ExceptionInInitializerError && FileTrouble.isFull(String.valueOf(e.getMessage()))) {
            return new DbferryException(
                    Failure.DISK_SPACE,
                    "cannot unpack a native library: no space left",
                    "Free 4 MB in '" + System.getProperty("java.io.tmpdir") + "' or on the disk of the work folder",
                    e);
        }
        if (e instanceof UnsatisfiedLinkError || e.getCause() instanceof UnsatisfiedLinkError) {
            return new DbferryException(
                    Failure.CONFIG,
                    "cannot load a native library: the machine does not let it be unpacked and executed",
                    "Mount '" + System.getProperty("java.io.tmpdir") + "' or the work folder without noexec",
                    e);
        }
        return null;
    }

    private static DbferryException ofFiles(IOException e) {
        if (e.getCause() instanceof DbferryException known) {
            return known;
        }
        if (FileTrouble.of(e) == FileTrouble.FULL) {
            return new DbferryException(
                    Failure.DISK_SPACE,
                    "cannot write: " + FileTrouble.text(e),
                    "Free space there, then run the command again",
                    e);
        }
        return new DbferryException(
                Failure.DEPOT,
                "cannot read or write files: " + FileTrouble.text(e),
                "Check the folders and their rights with dbferry check",
                e);
    }
}
