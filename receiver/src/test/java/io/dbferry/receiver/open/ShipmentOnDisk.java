package io.dbferry.receiver.open;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.stream.store.folder.FolderStore;
import io.dbferry.text.Hashing;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a complete's files into the folder of a depot, as a sender leaves them; tests then change them. */
final class ShipmentOnDisk {
    static final ShipmentName NAME =
            new ShipmentName(Kind.COMPLETE, Instant.parse("2026-11-29T12:00:00Z"), new Sequence(42));
    static final ShipmentTrust ANYONE = (manifest, signature) -> {};

    private final Path depot;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<TableEntry> tables = new ArrayList<>();
    private final List<Frame> schemaFrames = new ArrayList<>();
    private @Nullable Integer rowsBehind;

    ShipmentOnDisk(Path depot) {
        this.depot = depot;
    }

    ShipmentOnDisk file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** With a digest as every table of a complete has one. */
    ShipmentOnDisk table(TableEntry table) {
        tables.add(table);
        return file(ShipmentLayout.DIGESTS, new byte[Long.BYTES * tables.size()]);
    }

    ShipmentOnDisk schemaFrame(Frame frame) {
        schemaFrames.add(frame);
        return this;
    }

    ShipmentOnDisk rowsBehind(int frames) {
        rowsBehind = frames;
        return this;
    }

    Path folder() {
        return depot.resolve("complete").resolve(NAME.folder());
    }

    Depot depot() throws IOException {
        return new Depot(FolderStore.open(depot), "city");
    }

    Manifest manifest() {
        return manifest("city");
    }

    Manifest manifest(String stream) {
        List<FileEntry> entries = new ArrayList<>();
        files.forEach((name, content) -> entries.add(new FileEntry(name, content.length, Hashing.sha256(content))));
        return new Manifest(
                Manifest.FORMAT,
                stream,
                "id-1",
                NAME.sequence(),
                NAME.kind(),
                null,
                new Position("1:1:", "0/1", NAME.time(), "7", 1),
                tables,
                schemaFrames,
                rowsBehind,
                MediaEntry.NONE,
                entries,
                "",
                List.of(),
                new Covered(List.of(), null),
                tables.stream()
                        .map(t -> new DigestEntry(t.name(), t.columnNames(), t.key(), t.rows(), "0".repeat(16), 1))
                        .toList(),
                null);
    }

    ShipmentOnDisk write() throws IOException {
        return write(new String(Json.write(manifest()), UTF_8));
    }

    ShipmentOnDisk write(String manifest) throws IOException {
        Files.createDirectories(folder());
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder().resolve(file.getKey()), file.getValue());
        }
        Files.writeString(folder().resolve(ShipmentLayout.MANIFEST), manifest);
        return this;
    }

    ShipmentReader open(Path work) throws IOException {
        return ShipmentReader.open(depot(), NAME, "city", ANYONE, Optional.empty(), work);
    }
}
