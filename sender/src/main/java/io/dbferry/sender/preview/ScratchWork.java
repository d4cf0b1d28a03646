package io.dbferry.sender.preview;

import io.dbferry.files.FolderTree;
import io.dbferry.files.PrivateFile;
import io.dbferry.sender.outbox.Outbox;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A copy of what a dump remembers in its work folder, in which a run may note what it likes. Of shipments that wait it has the
 * manifests only. It stands in the work folder itself, and is gone once it is closed.
 */
public final class ScratchWork implements AutoCloseable {
    private static final String NAME = "dry-run";

    /** What a dump reads that it may also write. */
    private static final Set<String> FILES = Set.of(
            "state.json",
            "complete-on-request.json",
            "cheaper-complete.json",
            "receipts-seen.json",
            "log.json",
            "seen-transactions.json",
            "carried-media.jsonl",
            "repair.json",
            "resync",
            "keys");

    private final WorkFolder original;
    private final WorkFolder copy;

    private ScratchWork(WorkFolder original, WorkFolder copy) {
        this.original = original;
        this.copy = copy;
    }

    public static ScratchWork of(WorkFolder work) throws IOException {
        Path folder = work.folder().resolve(NAME);
        FolderTree.delete(folder);
        ScratchWork scratch = new ScratchWork(work, WorkFolder.open(folder));
        for (String file : FILES) {
            copy(work.folder().resolve(file), folder.resolve(file));
        }
        for (Kind kind : Kind.values()) {
            for (Path shipment : foldersOf(work.outbox(kind))) {
                Path there = scratch.copy.outbox(kind).resolve(shipment.getFileName());
                Files.createDirectories(there);
                copy(shipment.resolve(ShipmentLayout.MANIFEST), there.resolve(ShipmentLayout.MANIFEST));
            }
        }
        return scratch;
    }

    private static List<Path> foldersOf(Path outbox) throws IOException {
        if (!Files.isDirectory(outbox)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(outbox)) {
            return folders.filter(Files::isDirectory).toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.isDirectory(from)) {
            PrivateFile.folder(to);
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.toList()) {
                    copy(file, to.resolve(file.getFileName()));
                }
            }
        } else if (Files.isRegularFile(from)) {
            Files.copy(from, to);
        }
    }

    public WorkFolder folder() {
        return copy;
    }

    /** Remembers what waits for the depot as if it were there, as the next dump begins with that. */
    public List<Manifest> deliverWaiting(Instant now) throws IOException {
        List<Waiting> waiting = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Path shipment : foldersOf(original.outbox(kind))) {
                Outbox.whole(shipment).ifPresent(manifest -> waiting.add(new Waiting(manifest, shipment)));
            }
        }
        waiting.sort(Comparator.comparing(each -> each.manifest().sequence()));
        for (Waiting each : waiting) {
            String sha256 = Hashing.sha256(Files.readAllBytes(each.folder().resolve(ShipmentLayout.MANIFEST)));
            copy.update(state -> state.withShipped(each.manifest(), sha256));
            copy.keyLists().delivered(each.manifest(), now);
        }
        return waiting.stream().map(Waiting::manifest).toList();
    }

    private record Waiting(Manifest manifest, Path folder) {}

    @Override
    public void close() throws IOException {
        FolderTree.delete(copy.folder());
    }
}
