package io.dbferry.sender.repair;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.files.AtomicFile;
import io.dbferry.files.Durability;
import io.dbferry.files.FolderTree;
import io.dbferry.files.PrivateFile;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that the operator wants to travel again with the next partial; a file each in the work folder.
 *
 * @param where condition on the table's rows; null for the whole table
 */
@JsonInclude(Include.NON_NULL)
public record Resync(TableName table, @Nullable String where) {
    private static final String FOLDER = "resync";

    /** A request and its file, which goes once it is shipped. */
    record Waiting(Resync resync, Path file) {}

    /** Leaves it for the next partial. */
    public void leave(Path work) throws IOException {
        Path folder = PrivateFile.folder(work.resolve(FOLDER));
        AtomicFile.write(folder.resolve(UUID.randomUUID() + ".json"), Json.write(this), Durability.DURABLE);
    }

    /** All that wait. */
    static List<Waiting> waiting(Path work) throws IOException {
        Path folder = work.resolve(FOLDER);
        List<Waiting> waiting = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".json"))
                        .sorted()
                        .toList()) {
                    waiting.add(new Waiting(Json.read(Files.readAllBytes(file), Resync.class), file));
                }
            }
        }
        return waiting;
    }

    static void forget(List<Waiting> shipped) throws IOException {
        for (Waiting each : shipped) {
            FolderTree.delete(each.file());
        }
    }
}
