package io.dbferry.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** Bytes that anyone may have written. */
public final class Foreign {
    /** Far more than any reader here needs for the few kilobytes that a fuzzer makes, instrumented and on a busy machine. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Foreign() {}

    /** Reads the bytes. */
    @FunctionalInterface
    public interface Reader {
        void run() throws Exception;
    }

    /**
     * Runs a reader, which takes the bytes or refuses them by what its documentation names, and ends in time; memory is
     * bounded by that of the process.
     */
    @SafeVarargs
    public static void read(Reader reader, Class<? extends Exception>... refusals) throws Exception {
        long start = System.nanoTime();
        try {
            reader.run();
        } catch (Exception e) {
            if (List.of(refusals).stream().noneMatch(refusal -> refusal.isInstance(e))) {
                throw e;
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (took.compareTo(LONGEST) > 0) {
            throw new AssertionError("it took " + took);
        }
    }

    /** A file for readers that take no bytes, as its owner alone may read it; the same one again and again. */
    public static Path file(String name, byte[] content) {
        try {
            Path file = Folder.PATH.resolve(name);
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Made where it is needed first. */
    private static final class Folder {
        private static final Path PATH = create();

        private static Path create() {
            try {
                Path folder = Files.createTempDirectory("dbferry-fuzz");
                folder.toFile().deleteOnExit();
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
