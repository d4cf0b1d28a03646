package io.dbferry.sender.outbox;

import io.dbferry.config.SenderConfig;
import io.dbferry.event.Event;
import io.dbferry.event.LogContext;
import io.dbferry.event.Step;
import io.dbferry.event.Stopwatch;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.LockFile;
import io.dbferry.sender.frame.Deduplication;
import io.dbferry.sender.media.ReferencedFiles;
import io.dbferry.sender.media.ShippedMediaJournal;
import io.dbferry.sender.policy.BuiltUnder;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.age.AgeRecipients;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.media.MediaIndex;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Brings built shipments into the depot, and remembers and forgets them then. */
public final class Delivery {
    private final SenderConfig config;
    private final WorkFolder work;
    private final Depot depot;
    private final ManifestSigner signer;
    private final Clock clock;
    private final Consumer<Manifest> listener;
    private final Optional<EncryptFiles> encryption;
    private final BuiltUnder policy;

    /** @param listener hears of each shipment once it is in the depot, whatever happens to the run after that */
    public Delivery(
            SenderConfig config,
            WorkFolder work,
            Depot depot,
            ManifestSigner signer,
            Clock clock,
            Consumer<Manifest> listener) {
        this.config = config;
        this.work = work;
        this.depot = depot;
        this.signer = signer;
        this.clock = clock;
        this.listener = listener;
        this.policy = new BuiltUnder(work.folder(), config.policy());
        this.encryption = config.recipients().isEmpty()
                ? Optional.empty()
                : Optional.of(new EncryptFiles(AgeRecipients.of(config.recipients())));
    }

    /** Delivers what waits, in sequence whatever its kind; the first that cannot be delivered ends it. */
    public List<Delivered> deliverWaiting(List<Kind> locked) throws IOException {
        List<Built> waiting = new ArrayList<>();
        for (Kind kind : locked) {
            Outbox outbox = outbox(kind);
            boolean another = policy.another(kind);
            for (Path shipment : outbox.built()) {
                if (another && !isInDepot(kind, shipment)) {
                    Event.of("discarded")
                            .say("'" + shipment.getFileName()
                                    + "' is deleted unshipped: it was built under another policy");
                    outbox.discard(shipment);
                } else {
                    waiting(outbox, kind, shipment).ifPresent(waiting::add);
                }
            }
            policy.remember(kind);
        }
        waiting.sort(Comparator.comparing(w -> w.manifest().sequence()));
        List<Delivered> delivered = new ArrayList<>();
        for (Built next : waiting) {
            try {
                upload(next, ", which had waited for the depot");
            } catch (Outbox.DamagedShipmentException e) {
                next.outbox().setAside(next.folder());
                continue;
            }
            delivered.add(finish(next));
        }
        return delivered;
    }

    private boolean isInDepot(Kind kind, Path shipment) throws IOException {
        Optional<ShipmentName> name =
                ShipmentName.parse(kind, shipment.getFileName().toString());
        return name.isPresent() && depot.has(name.get());
    }

    /**
     * A shipment that can be delivered, or was and is only to be remembered. A damaged one is set aside: the next shipment
     * starts where it did. Only if the depot has it already, and its manifest here does not tell how far it reaches, a
     * complete must follow.
     */
    private Optional<Built> waiting(Outbox outbox, Kind kind, Path shipment) throws IOException {
        Optional<Manifest> manifest = Outbox.readable(shipment);
        if (manifest.isPresent() && Outbox.isWhole(shipment)) {
            Optional<ShipmentName> gone = Deduplication.gone(manifest.get(), depot);
            if (gone.isPresent() && !isInDepot(kind, shipment)) {
                Event.of("discarded")
                        .say("'" + shipment.getFileName() + "' is deleted unshipped: it refers to rows in " + gone.get()
                                + ", which is no longer in the depot");
                outbox.discard(shipment);
                return Optional.empty();
            }
            return Optional.of(new Built(outbox, shipment, manifest.get(), Set.of()));
        }
        if (isInDepot(kind, shipment)) {
            if (manifest.isPresent()) {
                return Optional.of(new Built(outbox, shipment, manifest.get(), Set.of()));
            }
            ShipmentName name =
                    ShipmentName.parse(kind, shipment.getFileName().toString()).orElseThrow();
            work.adopt(name.sequence(), true, Optional.empty());
        }
        outbox.setAside(shipment);
        return Optional.empty();
    }

    public Outbox outbox(Kind kind) {
        return new Outbox(work.outbox(kind), work.damaged(), signer, encryption);
    }

    /**
     * Delivers a shipment that was just built. One that cannot be delivered waits, unless {@code keep.work} has no room
     * for it: it is deleted then, as the next shipment carries all that it did.
     */
    public Delivered deliver(Built built) throws IOException {
        try {
            upload(built, "");
        } catch (Outbox.DamagedShipmentException e) {
            built.outbox().setAside(built.folder());
            throw new DbferryException(
                    Failure.DISK_SPACE,
                    String.valueOf(e.getMessage()),
                    "Check the disk of '" + work.folder() + "'; the next run ships the changes again",
                    e);
        } catch (IOException | RuntimeException e) {
            if (work.outboxBytes() > config.keep().workBytes()) {
                built.outbox().discard(built.folder());
            }
            throw e;
        }
        return finish(built);
    }

    private void upload(Built built, String how) throws IOException {
        Manifest manifest = built.manifest();
        Stopwatch watch = Stopwatch.start();
        try (LogContext marks = LogContext.shipment(manifest.name());
                Step step = Step.begin("upload")) {
            built.outbox().deliver(depot, built.folder(), manifest, built.uploaded());
        }
        Event.of("shipped")
                .with("rows", manifest.rows())
                .with("bytes", manifest.bytes())
                .with("referred", manifest.bytesReferredTo())
                .with("seconds", watch.seconds())
                .say("shipped " + manifest.describe() + ", uploaded in " + watch.text() + how);
    }

    /** Remembers a shipment that is in the depot, then forgets its copy here. */
    private Delivered finish(Built built) throws IOException {
        Manifest manifest = built.manifest();
        Delivered delivered;
        try (LockFile lock = work.locks().sequence()) {
            if (hasWholeIndex(built.folder(), manifest)) {
                try (Stream<MediaFile> carried = MediaIndex.carried(built.folder(), manifest)) {
                    ShippedMediaJournal.add(
                            work.carriedMedia(), manifest.sequence(), ReferencedFiles.folders(config.media()), carried);
                }
            }
            delivered = new Delivered(manifest, work.state().newlyMissing(manifest));
            String sha256 = Outbox.manifestSha256(built.folder());
            if (manifest.kind() == Kind.COMPLETE) {
                Deduplication.delivered(built.folder(), work.folder());
            }
            work.update(state -> state.withShipped(manifest, sha256));
            work.keyLists().delivered(manifest, clock.instant());
        }
        listener.accept(manifest);
        built.outbox().discard(built.folder());
        return delivered;
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
