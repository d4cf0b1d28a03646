package io.dbferry.sender.outbox;

import io.dbferry.event.Event;
import io.dbferry.event.LogContext;
import io.dbferry.event.Step;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.AtomicFile;
import io.dbferry.files.DamagedFiles;
import io.dbferry.files.DiskSpace;
import io.dbferry.files.Durability;
import io.dbferry.files.FolderTree;
import io.dbferry.files.PrivateFile;
import io.dbferry.files.Sync;
import io.dbferry.stream.Depot;
import io.dbferry.stream.Publication;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.store.DepotException;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Hashing;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Shipments of one kind on this machine: being built, or built and waiting for the depot. A folder with a manifest is
 * built; one without was left by a run that ended early, and is deleted. A built one that does not hold what its manifest
 * says was damaged by a crash or a disk, and is set aside. Used under the outbox's lock.
 */
public final class Outbox {
    /** The last line of an armored signature; PROTOCOL.sshsig. */
    private static final String SIGNATURE_END = "-----END SSH SIGNATURE-----";

    private final Path folder;
    private final DamagedFiles damagedFiles;
    private final ManifestSigner signer;
    private final Optional<EncryptFiles> encryption;

    Outbox(Path folder, DamagedFiles damagedFiles, ManifestSigner signer, Optional<EncryptFiles> encryption) {
        this.folder = folder;
        this.damagedFiles = damagedFiles;
        this.signer = signer;
        this.encryption = encryption;
    }

    /**
     * What a shipment's folder holds before it is sealed.
     *
     * @param uploaded names of files that the depot has whole already
     */
    public record Contents(Manifest manifest, Set<String> uploaded) {}

    /** What puts a shipment into its folder. */
    public interface Builder {
        Contents buildIn(Path shipment) throws IOException, SQLException;
    }

    /** Builds and seals a shipment in a folder of its own, which is deleted again if that fails. */
    public Built build(ShipmentName name, Builder builder) throws IOException, SQLException {
        Path shipment = PrivateFile.folder(folder(name));
        try (LogContext marks = LogContext.shipment(name);
                Step step = Step.begin("build")) {
            Contents contents = builder.buildIn(shipment);
            seal(shipment, contents.manifest());
            return new Built(this, shipment, contents.manifest(), contents.uploaded());
        } catch (IOException | SQLException | RuntimeException e) {
            DiskSpace disk = new DiskSpace(folder, 0);
            boolean full = disk.filledUp(e);
            long written = bytes(shipment);
            discard(shipment);
            if (full) {
                throw disk.full("build " + name + " in '" + folder + "'", written, e);
            }
            throw e;
        }
    }

    private static long bytes(Path shipment) throws IOException {
        try (Stream<Path> files = Files.list(shipment)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** Where a shipment is built and waits. */
    private Path folder(ShipmentName name) {
        return folder.resolve(name.folder());
    }

    /** Encrypts, if configured, and writes manifest and signature: from here on the shipment is built. */
    private void seal(Path shipment, Manifest manifest) throws IOException {
        byte[] json =
                Json.write(encryption.isEmpty() ? manifest : encryption.get().encrypt(shipment, manifest));
        byte[] signature = signer.sign(json);
        if (signature.length > 0) {
            AtomicFile.write(shipment.resolve(ShipmentLayout.SIGNATURE), signature, Durability.CACHE);
        }
        Sync.tree(shipment); // before the manifest says that all is there
        AtomicFile.write(shipment.resolve(ShipmentLayout.MANIFEST), json, Durability.DURABLE);
        Sync.folder(folder);
        Event.of("built")
                .about(manifest.name())
                .with("rows", manifest.rows())
                .with("files", manifest.files().size())
                .with("bytes", manifest.bytes())
                .say("built " + manifest.describe());
    }

    /** The shipments that are built, oldest first; deletes those that never were. */
    List<Path> built() throws IOException {
        List<Path> built = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return built;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path shipment :
                    all.sorted(Comparator.comparing(Outbox::sequenceText)).toList()) {
                if (Files.exists(shipment.resolve(ShipmentLayout.MANIFEST))) {
                    built.add(shipment);
                } else {
                    discard(shipment);
                }
            }
        }
        return built;
    }

    /** The manifest of a built shipment that has all its files; empty if it is damaged, or still being built. */
    public static Optional<Manifest> whole(Path shipment) {
        return readable(shipment).filter(manifest -> isWhole(shipment));
    }

    /** What is in a built shipment; empty if its manifest is damaged. */
    static Optional<Manifest> readable(Path shipment) {
        try {
            return Optional.of(manifest(shipment))
                    .filter(manifest -> manifest.name().folder().equals(sequenceText(shipment)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether all files that travel are there in their length. Content is compared while it is uploaded. */
    static boolean isWhole(Path shipment) {
        try {
            for (FileEntry file :
                    read(shipment.resolve(ShipmentLayout.MANIFEST)).files()) {
                Path path = shipment.resolve(file.name());
                if (!Files.isReadable(path) || !Files.isRegularFile(path) || Files.size(path) != file.bytes()) {
                    return false;
                }
            }
            return true;
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    /** Signs a built shipment once more where its signature is damaged. */
    private void restoreSignature(Path shipment) throws IOException {
        Path file = shipment.resolve(ShipmentLayout.SIGNATURE);
        boolean whole = Files.isRegularFile(file)
                && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                        .strip()
                        .endsWith(SIGNATURE_END);
        byte[] signature =
                whole ? new byte[0] : signer.sign(Files.readAllBytes(shipment.resolve(ShipmentLayout.MANIFEST)));
        if (signature.length > 0) {
            FolderTree.delete(file);
            AtomicFile.write(file, signature, Durability.CACHE);
        }
    }

    /** Keeps a damaged shipment for people to look at. */
    void setAside(Path shipment) throws IOException {
        damagedFiles.setAside(shipment, "the next shipment carries all that it did");
    }

    private static String sequenceText(Path shipment) {
        return shipment.getFileName().toString();
    }

    /** All that is in a built shipment, also of one that travels encrypted. */
    static Manifest manifest(Path shipment) throws IOException {
        Path plain = shipment.resolve(EncryptFiles.PLAIN_MANIFEST);
        return read(Files.exists(plain) ? plain : shipment.resolve(ShipmentLayout.MANIFEST));
    }

    /** SHA-256 of the manifest that goes into the depot. */
    static String manifestSha256(Path shipment) throws IOException {
        return Hashing.sha256(Files.readAllBytes(shipment.resolve(ShipmentLayout.MANIFEST)));
    }

    private static Manifest read(Path manifest) throws IOException {
        return Json.read(Files.readAllBytes(manifest), Manifest.class);
    }

    void discard(Path shipment) throws IOException {
        // The manifest goes first: what is left, if this is cut short, is no longer a whole shipment.
        Files.deleteIfExists(shipment.resolve(ShipmentLayout.MANIFEST));
        FolderTree.delete(shipment);
    }

    /**
     * Brings a built shipment into the depot. Safe to repeat, and goes on where it broke; if the shipment is there already,
     * it is left as it is, and anything else under its name is replaced.
     *
     * @param uploaded names of files that have arrived whole
     * @throws DamagedShipmentException if a file is not what the manifest says
     */
    void deliver(Depot depot, Path shipment, Manifest manifest, Set<String> uploaded) throws IOException {
        Publication publication = depot.publish(manifest.name());
        Publication.There there = publication.find(Files.readAllBytes(shipment.resolve(ShipmentLayout.MANIFEST)));
        if (there == Publication.There.THIS) {
            return;
        }
        if (there == Publication.There.ANOTHER) {
            Event.warning("foreign-shipment")
                    .say(manifest.name() + " in the depot is not the one that this sender built; replacing it");
            publication.replaceOther();
        }
        try {
            restoreSignature(shipment);
            new ShipmentUpload(shipment, publication).run(uploaded);
        } catch (DepotException e) {
            if (e.problem() == DepotException.Problem.FULL) {
                throw full(depot, publication, shipment, manifest, e);
            }
            throw e;
        }
    }

    private static DbferryException full(
            Depot depot, Publication publication, Path shipment, Manifest manifest, DepotException e)
            throws IOException {
        long there = publication.arrived();
        String left = ByteCount.of(Math.max(0, manifest.bytes() - there));
        return new DbferryException(
                Failure.DISK_SPACE,
                "cannot deliver " + manifest.name() + " to depot '" + depot.describe() + "': no space left; "
                        + ByteCount.of(there) + " of it are there, " + left + " are to come",
                "Free " + left + " there, or keep applied shipments for less long; the shipment waits in '" + shipment
                        + "' for the next run",
                e);
    }

    /** A file of a built shipment is not what was written: its disk is sick, or a crash has cut it. */
    static final class DamagedShipmentException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedShipmentException(Path shipment, String file) {
            super("cannot deliver '" + shipment + "': file '" + file + "' changed since it was written");
        }
    }
}
