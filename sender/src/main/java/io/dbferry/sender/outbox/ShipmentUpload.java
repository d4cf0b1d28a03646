package io.dbferry.sender.outbox;

import io.dbferry.stream.Publication;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.store.Content;
import io.dbferry.text.Hashing;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A built shipment on its way into the depot: a small one at once, another one file by file, its manifest last. */
record ShipmentUpload(Path shipment, Publication publication) {
    /** What is held in memory, and travels at once. */
    private static final long SMALL_BYTES = 1 << 20;

    private static final int MOST_SMALL_FILES = 30;

    /**
     * @param uploaded names of files that have arrived whole
     * @throws Outbox.DamagedShipmentException if a file is not what the manifest says
     */
    void run(Set<String> uploaded) throws IOException {
        byte[] json = Files.readAllBytes(shipment.resolve(ShipmentLayout.MANIFEST));
        Manifest manifest = Json.read(json, Manifest.class);
        if (uploaded.isEmpty()
                && manifest.bytes() <= SMALL_BYTES
                && manifest.files().size() <= MOST_SMALL_FILES
                && json.length <= SMALL_BYTES) {
            bring(manifest, json);
        } else {
            bringEach(manifest, uploaded);
        }
    }

    private void bring(Manifest manifest, byte[] json) throws IOException {
        Map<String, Content> files = new LinkedHashMap<>();
        Map<String, UploadEvent> events = new LinkedHashMap<>();
        for (FileEntry file : manifest.files()) {
            byte[] content = Files.readAllBytes(shipment.resolve(file.name()));
            if (content.length != file.bytes() || !Hashing.sha256(content).equals(file.sha256())) {
                throw new Outbox.DamagedShipmentException(shipment, file.name());
            }
            files.put(file.name(), Content.of(content));
        }
        Path signature = shipment.resolve(ShipmentLayout.SIGNATURE);
        if (Files.exists(signature)) {
            files.put(ShipmentLayout.SIGNATURE, Content.of(Files.readAllBytes(signature)));
        }
        files.put(ShipmentLayout.MANIFEST, Content.of(json));
        files.keySet().forEach(name -> events.put(name, UploadEvent.begin(name)));
        publication.bring(files);
        for (Map.Entry<String, Content> file : files.entrySet()) {
            Objects.requireNonNull(events.get(file.getKey()))
                    .done(file.getValue().length());
        }
    }

    private void bringEach(Manifest manifest, Set<String> uploaded) throws IOException {
        publication.begin();
        for (FileEntry file : manifest.files()) {
            if (!uploaded.contains(file.name())) {
                FileEntry sent = send(file.name(), content -> publication.put(file.name(), content));
                if (!sent.equals(file)) {
                    throw new Outbox.DamagedShipmentException(shipment, file.name());
                }
            }
        }
        if (Files.exists(shipment.resolve(ShipmentLayout.SIGNATURE))) {
            send(ShipmentLayout.SIGNATURE, content -> publication.put(ShipmentLayout.SIGNATURE, content));
        }
        send(ShipmentLayout.MANIFEST, publication::finish);
    }

    /** Takes a file's content into the depot. */
    private interface Target {
        void take(Content content) throws IOException;
    }

    private FileEntry send(String name, Target target) throws IOException {
        HashedContent content = HashedContent.of(shipment.resolve(name));
        UploadEvent upload = UploadEvent.begin(name);
        target.take(content);
        FileEntry entry = content.entry(name);
        upload.done(entry.bytes());
        return entry;
    }
}
