package io.dbferry.sender.outbox;

import io.dbferry.config.SenderConfig;
import io.dbferry.event.Event;
import io.dbferry.event.LogContext;
import io.dbferry.event.Step;
import io.dbferry.event.Stopwatch;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.LockFile;
import io.dbferry.sender.media.ReferencedFiles;
import io.dbferry.sender.media.ShippedMediaJournal;
import io.dbferry.stream.Depot;
import io.dbferry.stream.age.AgeRecipients;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.Manifest.FileEntry;
import io.dbferry.stream.format.Manifest.MediaFile;
import io.dbferry.stream.format.Manifest.MissingFile;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.media.MediaIndex;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Brings built shipments into the depot, and remembers and forgets them then. */
public final class Delivery {
    private final SenderConfig config;
    private final WorkFolder work;
    private final Depot depot;
    private final ManifestSigner signer;
    private final Optional<EncryptFiles> encryption;
    private final List<MissingFile> missed = new ArrayList<>();
    private final List<Manifest> delivered = new ArrayList<>();

    public Delivery(SenderConfig config, WorkFolder work, Depot depot, ManifestSigner signer) {
        this.config = config;
        this.work = work;
        this.depot = depot;
        this.signer = signer;
        this.encryption = config.recipients().isEmpty()
                ? Optional.empty()
                : Optional.of(new EncryptFiles(AgeRecipients.of(config.recipients())));
    }

    private record Waiting(Outbox outbox, Path shipment, Manifest manifest) {}

    /** Delivers what waits, in sequence whatever its kind; the first that cannot be delivered ends it. */
    public List<ShipmentName> deliverWaiting(List<Kind> locked) throws IOException {
        List<Waiting> waiting = new ArrayList<>();
        for (Kind kind : locked) {
            Outbox outbox = outbox(kind);
            for (Path shipment : outbox.built()) {
                waiting(outbox, kind, shipment).ifPresent(waiting::add);
            }
        }
        waiting.sort(Comparator.comparing(w -> w.manifest().sequence()));
        List<ShipmentName> delivered = new ArrayList<>();
        for (Waiting next : waiting) {
            try {
                deliver(next.outbox(), next.shipment(), next.manifest(), Set.of(), ", which had waited for the depot");
            } catch (Outbox.DamagedShipmentException e) {
                next.outbox().setAside(next.shipment());
                continue;
            }
            finish(next.outbox(), next.shipment(), next.manifest());
            delivered.add(next.manifest().name());
        }
        return delivered;
    }

    /**
     * A shipment that can be delivered, or was and is only to be remembered. A damaged one is set aside: the next shipment
     * starts where it did. Only if the depot has it already, and its manifest here does not tell how far it reaches, a
     * complete must follow.
     */
    private Optional<Waiting> waiting(Outbox outbox, Kind kind, Path shipment) throws IOException {
        Optional<Manifest> manifest = Outbox.readable(shipment);
        if (manifest.isPresent() && Outbox.isWhole(shipment)) {
            return Optional.of(new Waiting(outbox, shipment, manifest.get()));
        }
        Optional<ShipmentName> name =
                ShipmentName.parse(kind, shipment.getFileName().toString());
        if (name.isPresent() && depot.has(name.get())) {
            if (manifest.isPresent()) {
                return Optional.of(new Waiting(outbox, shipment, manifest.get()));
            }
            work.adopt(name.get().sequence(), true, null);
        }
        outbox.setAside(shipment);
        return Optional.empty();
    }

    /** The manifests of all shipments that went out. */
    public List<Manifest> delivered() {
        return List.copyOf(delivered);
    }

    /** Files that delivered shipments found missing, and none before them. */
    public List<MissingFile> missed() {
        return List.copyOf(missed);
    }

    public Outbox outbox(Kind kind) {
        return new Outbox(work.outbox(kind), work.damaged(), signer, encryption);
    }

    /**
     * Delivers a shipment that was just built. One that cannot be delivered waits, unless {@code keep.work} has no room
     * for it: it is deleted then, as the next shipment carries all that it did.
     */
    public void deliver(Outbox outbox, Path shipment, Manifest manifest, Set<String> uploaded) throws IOException {
        try {
            deliver(outbox, shipment, manifest, uploaded, "");
        } catch (Outbox.DamagedShipmentException e) {
            outbox.setAside(shipment);
            throw new DbferryException(
                    Failure.DISK_SPACE,
                    String.valueOf(e.getMessage()),
                    "Check the disk of '" + work.folder() + "'; the next run ships the changes again",
                    e);
        } catch (IOException | RuntimeException e) {
            if (work.outboxBytes() > config.keep().workBytes()) {
                outbox.discard(shipment);
            }
            throw e;
        }
        finish(outbox, shipment, manifest);
    }

    private void deliver(Outbox outbox, Path shipment, Manifest manifest, Set<String> uploaded, String how)
            throws IOException {
        Stopwatch watch = Stopwatch.start();
        try (LogContext marks = LogContext.shipment(manifest.name());
                Step step = Step.begin("upload")) {
            outbox.deliver(depot, shipment, manifest, uploaded);
        }
        Event.of("shipped")
                .with("rows", manifest.rows())
                .with("bytes", manifest.bytes())
                .with("seconds", watch.seconds())
                .say("shipped " + manifest.describe() + ", uploaded in " + watch.text() + how);
    }

    /** Remembers a shipment that is in the depot, then forgets its copy here. */
    private void finish(Outbox outbox, Path shipment, Manifest manifest) throws IOException {
        try (LockFile lock = work.lockSequence()) {
            if (hasWholeIndex(shipment, manifest)) {
                try (Stream<MediaFile> carried = MediaIndex.carried(shipment, manifest)) {
                    ShippedMediaJournal.add(work.carriedMedia(), ReferencedFiles.folders(config.media()), carried);
                }
            }
            missed.addAll(work.state().newlyMissing(manifest));
            String sha256 = Outbox.manifestSha256(shipment);
            work.update(state -> state.withShipped(manifest, sha256));
            work.knownKeys().delivered(manifest);
        }
        delivered.add(manifest);
        outbox.discard(shipment);
    }

    /** A shipment that the depot has already is not read again: its index may be damaged. Its media travel again then. */
    private static boolean hasWholeIndex(Path shipment, Manifest manifest) throws IOException {
        for (FileEntry file : manifest.files()) {
            Path index = shipment.resolve(file.name());
            if (file.name().equals(ShipmentLayout.MEDIA_INDEX)) {
                return Files.isRegularFile(index) && sha256(index).equals(file.sha256());
            }
        }
        return true;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file);
                DigestInputStream hashed = Hashing.through(content)) {
            hashed.transferTo(OutputStream.nullOutputStream());
            return Hashing.hex(hashed.getMessageDigest().digest());
        }
    }
}
