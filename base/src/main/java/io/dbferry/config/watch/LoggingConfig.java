package io.dbferry.config.watch;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where events are written, beside standard output.
 *
 * @param file empty for nowhere
 * @param keepDays how many days of files stay
 * @param sizeBytes at which a file is cut; no more than so much for each day stays
 * @param json whether each line is a JSON object
 */
public record LoggingConfig(Optional<Path> file, int keepDays, long sizeBytes, boolean json) {
    /** What all files together may take. */
    public long totalBytes() {
        return sizeBytes > Long.MAX_VALUE / keepDays ? Long.MAX_VALUE : sizeBytes * keepDays;
    }

    public static Path fileIn(Path work) {
        return work.resolve("log/dbferry.log");
    }
}
