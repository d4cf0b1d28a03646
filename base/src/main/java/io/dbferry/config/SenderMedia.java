package io.dbferry.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A folder of files that rows name.
 *
 * @param files glob; without {@code /} it is matched against the file's own name at any depth, with one against the
 *     path below the folder. Default {@code *}
 * @param namedBy columns as {@code Table.column} or {@code schema.Table.column}
 */
public record SenderMedia(Path folder, String files, List<String> namedBy) {
    public SenderMedia {
        namedBy = List.copyOf(namedBy);
    }
}
