package io.dbferry.receiver.open;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.failure.DbferryException;
import io.dbferry.fuzz.Foreign;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.stream.store.folder.FolderStore;
import io.dbferry.text.Hashing;
import io.dbferry.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class ShipmentFuzzTest {
    private static final Position POSITION = new Position("1:1:", "0/1", Instant.parse("2026-11-23T12:00:00Z"), "7", 1);
    private static final TableName BUS = new TableName("public", "bus");

    @TempDir
    private static Path depot;

    /** A manifest that passes the check has a position that can be compared, and words for people. */
    @FuzzTest
    void manifest(byte[] bytes) throws Exception {
        Foreign.read(
                () -> {
                    Manifest manifest = Json.readForeign(bytes, Manifest.class);
                    ManifestCheck.run(manifest);
                    manifest.describe();
                    manifest.position().brokenAt(POSITION);
                    POSITION.brokenAt(manifest.position());
                    manifest.tables().forEach(TableEntry::columnNames);
                    manifest.name().folder();
                },
                JsonProcessingException.class,
                ManifestCheck.InconsistentException.class);
    }

    /** The rows of a frame are refused, or as many as the manifest says. */
    @FuzzTest
    void frame(byte[] bytes) throws Exception {
        Foreign.read(() -> rows(bytes), DbferryException.class);
    }

    private static void rows(byte[] frame) throws IOException {
        String hash = Hashing.sha256(frame);
        FileEntry file = new FileEntry(ShipmentLayout.DATABASE, frame.length, hash);
        Manifest manifest = manifest(file, new Frame(0, frame.length, 1, hash));
        Path folder = Files.createDirectories(
                depot.resolve("complete").resolve(manifest.name().folder()));
        Files.write(folder.resolve(ShipmentLayout.DATABASE), frame);
        Files.write(folder.resolve(ShipmentLayout.MANIFEST), Json.write(manifest));
        try (Depot store = new Depot(FolderStore.open(depot), "test");
                FrameReader reader = FrameReader.open(ShipmentReader.open(
                        store, manifest.name(), "city", (m, s) -> {}, Optional.empty(), depot.resolve("work")))) {
            ByteArrayOutputStream rows = new ByteArrayOutputStream();
            TableEntry table = manifest.tables().get(0);
            reader.copy(table, table.framesOrNone().get(0), rows);
            if (rows.toString(java.nio.charset.StandardCharsets.UTF_8).lines().count() < 1) {
                throw new AssertionError("no row, and nothing is said");
            }
        }
    }

    private static Manifest manifest(FileEntry file, Frame frame) {
        TableEntry table = new TableEntry(
                BUS,
                List.of(new ColumnEntry("id", "integer")),
                List.of("id"),
                1,
                null,
                null,
                List.of(frame),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return new Manifest(
                Manifest.FORMAT,
                "city",
                "id",
                new Sequence(1),
                Kind.COMPLETE,
                null,
                POSITION,
                List.of(table),
                List.of(),
                null,
                MediaEntry.NONE,
                List.of(file),
                "",
                List.of(),
                new Covered(List.of(), List.of()),
                List.of(),
                null);
    }
}
