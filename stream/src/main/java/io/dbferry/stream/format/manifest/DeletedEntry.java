package io.dbferry.stream.format.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of deleted rows, and how many they are.
 *
 * @param more files that go on behind {@code file}; absent if all are in that
 */
public record DeletedEntry(
        String file,
        long keys,
        @JsonInclude(Include.NON_EMPTY) @Nullable List<String> more) {
    public DeletedEntry {
        Manifest.present("file", file);
    }

    /** All files, in their order. */
    public List<String> allFiles() {
        return TableEntry.all(file, more);
    }
}
