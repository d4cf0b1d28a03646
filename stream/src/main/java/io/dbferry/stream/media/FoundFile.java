package io.dbferry.stream.media;

import io.dbferry.stream.format.MissingCause;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An entry below a media folder: a file, or something in its place.
 *
 * @param trouble why it cannot be carried; empty for a regular file
 */
record FoundFile(Path path, Optional<MissingCause> trouble) {
    static FoundFile file(Path path) {
        return new FoundFile(path, Optional.empty());
    }

    static FoundFile without(Path path, MissingCause cause) {
        return new FoundFile(path, Optional.of(cause));
    }
}
