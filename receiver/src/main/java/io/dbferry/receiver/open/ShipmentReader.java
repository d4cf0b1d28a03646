package io.dbferry.receiver.open;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.files.RegularFile;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.map.TableMap;
import io.dbferry.stream.Depot;
import io.dbferry.stream.age.AgeIdentities;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Hashing;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.Optional;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A shipment in the depot whose manifest has been checked: trusted, of this stream, and consistent in itself. Its
 * files are checked against the manifest as they are read.
 */
public final class ShipmentReader {
    /** Far more than the signature of the largest key. */
    private static final int SIGNATURE_LIMIT = 1 << 16;

    private final Depot depot;
    private final ShipmentName name;
    private final Manifest manifest;
    private final String manifestSha256;
    private final Path work;
    private final ShipmentFiles files;
    private final @Nullable EncryptedFiles encrypted;
    private final TableMap tables;

    private ShipmentReader(
            Depot depot,
            ShipmentName name,
            Manifest manifest,
            String manifestSha256,
            Path work,
            ShipmentFiles files,
            @Nullable EncryptedFiles encrypted,
            TableMap tables) {
        this.depot = depot;
        this.name = name;
        this.manifest = manifest;
        this.manifestSha256 = manifestSha256;
        this.work = work;
        this.files = files;
        this.encrypted = encrypted;
        this.tables = tables;
    }

    /** The same with the names that its tables have here. */
    public ShipmentReader mapped(TableMap map) {
        Optional<TableName> ambiguous = map.ambiguous(manifest);
        if (ambiguous.isPresent()) {
            throw RejectedShipment.schema(
                    name,
                    "map in the config gives table '" + ambiguous.get() + "' the name '" + map.here(ambiguous.get())
                            + "', which is that of the sender's '" + map.there(map.here(ambiguous.get())) + "' too",
                    "Map each table of the sender to a name of its own");
        }
        return new ShipmentReader(depot, name, map.here(manifest), manifestSha256, work, files, encrypted, map);
    }

    /** The sender's name of a table of the manifest. */
    TableName there(TableName here) {
        return tables.there(here);
    }

    /** @param work where files of a depot elsewhere are brought to, and where they are decrypted */
    public static ShipmentReader open(
            Depot depot,
            ShipmentName name,
            String stream,
            ShipmentTrust trust,
            Optional<AgeIdentities> identities,
            Path work)
            throws IOException {
        depot.open(name).opens();
        ExpectedManifest expected = new ExpectedManifest(name, stream);
        ShipmentFiles files = ShipmentFiles.list(depot, name);
        byte[] json = files.read(ShipmentLayout.MANIFEST, ShipmentLayout.MANIFEST_LIMIT);
        try {
            trust.check(json, files.read(ShipmentLayout.SIGNATURE, SIGNATURE_LIMIT));
        } catch (ShipmentTrust.UntrustedException e) {
            if (json.length == 0) {
                throw RejectedShipment.impostor(name, files.whyNoManifest(ShipmentLayout.MANIFEST_LIMIT));
            }
            expected.requireStream(json); // by another name, no key is allowed to sign
            ShipmentTrust.UntrustedException why = files.whyNoSignature(SIGNATURE_LIMIT)
                    .map(ShipmentTrust.UntrustedException::damaged)
                    .orElse(e);
            throw RejectedShipment.impostor(name, String.valueOf(why.getMessage()), why.hint(), why);
        }
        if (json.length == 0) {
            throw RejectedShipment.unfit(name, files.whyNoManifest(ShipmentLayout.MANIFEST_LIMIT));
        }
        Manifest manifest = expected.parse(json);
        expected.check(manifest);
        ShipmentReader shipment =
                new ShipmentReader(depot, name, manifest, Hashing.sha256(json), work, files, null, TableMap.NONE);
        return manifest.encrypted() == null ? shipment : shipment.decrypted(expected, identities);
    }

    private ShipmentReader decrypted(ExpectedManifest expected, Optional<AgeIdentities> identities) throws IOException {
        EncryptedFiles sealed = EncryptedFiles.of(this, identities);
        Manifest inner = expected.parse(sealed.manifest(ShipmentLayout.MANIFEST_LIMIT));
        if (!EncryptedFiles.belong(manifest, inner)) {
            throw RejectedShipment.unfit(name, "its encrypted manifest is not that of this shipment");
        }
        expected.check(inner);
        return new ShipmentReader(depot, name, inner, manifestSha256, work.resolve("plain"), files, sealed, tables);
    }

    public ShipmentName name() {
        return name;
    }

    public Manifest manifest() {
        return manifest;
    }

    /** The length of its manifest in the depot, of an encrypted one with what is readable of it. */
    public long manifestBytes() {
        return Math.max(files.bytes(ShipmentLayout.MANIFEST), 0)
                + Math.max(files.bytes(ShipmentLayout.ENCRYPTED_MANIFEST), 0);
    }

    public String manifestSha256() {
        return manifestSha256;
    }

    public FileEntry entry(String file) {
        return manifest.files().stream()
                .filter(f -> f.name().equals(file))
                .findFirst()
                .orElseThrow(() -> RejectedShipment.unfit(name, "its manifest does not list '" + file + "'"));
    }

    /**
     * Reads all files once, and what it refers to in others, before anything of the shipment is used. Files of a depot
     * elsewhere are only looked at: to bring all of them here might need more disk than there is, so each is read when it is
     * used.
     */
    public void verify() throws IOException {
        try (BaseFiles bases = bases()) {
            bases.verify(manifest);
        }
        if (encrypted != null) {
            encrypted.verify();
            return;
        }
        for (FileEntry file : manifest.files()) {
            checkLength(file, files.bytes(file.name()));
        }
        if (depot.isOnThisMachine()) {
            for (FileEntry file : manifest.files()) {
                open(file).close();
            }
        }
    }

    /** The completes to which this one refers. */
    BaseFiles bases() {
        return new BaseFiles(depot, name);
    }

    /** A file on this machine, of the length that the manifest says; call {@link #release} when done. */
    Path fetch(FileEntry file) throws IOException {
        try {
            PrivateFile.folder(work);
            Path into = work.resolve(file.name());
            Path path;
            if (encrypted != null) {
                encrypted.decrypt(manifest.files().indexOf(file), into);
                path = into;
            } else {
                checkLength(file, files.bytes(file.name()));
                Optional<Path> local = files.folder().local(file.name());
                path = local.isPresent() ? local.get() : bring(file, into);
            }
            checkLength(file, Files.size(path));
            return path;
        } catch (NoSuchFileException e) {
            throw RejectedShipment.unfit(name, "file '" + file.name() + "' is missing");
        }
    }

    /** Copies no more than a byte too many, whatever the file has grown to since its folder was listed. */
    private Path bring(FileEntry file, Path into) throws IOException {
        try (InputStream content = files.open(file.name());
                OutputStream copy = PrivateFile.write(into)) {
            BoundedInputStream.builder()
                    .setInputStream(content)
                    .setMaxCount(file.bytes() + 1)
                    .get()
                    .transferTo(copy);
            return into;
        } catch (IOException e) {
            Files.deleteIfExists(into);
            throw e;
        }
    }

    private void checkLength(FileEntry file, long bytes) {
        if (bytes < 0) {
            throw RejectedShipment.unfit(name, "file '" + file.name() + "' is missing");
        }
        if (bytes != file.bytes()) {
            throw RejectedShipment.unfit(
                    name, "file '" + file.name() + "' has " + bytes + " bytes instead of " + file.bytes());
        }
    }

    void release(Path fetched) throws IOException {
        if (encrypted != null || !depot.isOnThisMachine()) {
            Files.deleteIfExists(fetched);
        }
    }

    /** A file's content; closing checks its hash, so a caller commits nothing before that. */
    public InputStream open(FileEntry file) throws IOException {
        Path path = fetch(file);
        if (encrypted == null && !depot.isOnThisMachine()) {
            checkCopy(file, path);
        }
        DigestInputStream hashed = Hashing.through(new BufferedInputStream(RegularFile.read(path), 1 << 16));
        return new FilterInputStream(hashed) {
            private boolean closed;

            @Override
            public void close() throws IOException {
                if (!closed) {
                    closed = true;
                    hashed.transferTo(OutputStream.nullOutputStream());
                    super.close();
                    release(path);
                    checkHash(file, Hashing.hex(hashed.getMessageDigest().digest()));
                }
            }
        };
    }

    /**
     * What a reader of an altered file trips over is only a symptom: the refusal that closing the file then threw is
     * the cause, and is thrown here.
     */
    public static void throwIfAltered(Exception e) {
        for (Throwable onClose : e.getSuppressed()) {
            if (onClose instanceof DbferryException refused && refused.failure() == Failure.SHIPMENT_REFUSED) {
                throw refused;
            }
        }
    }

    private void checkCopy(FileEntry file, Path copy) throws IOException {
        DigestInputStream hashed = Hashing.through(RegularFile.read(copy));
        try (hashed) {
            hashed.transferTo(OutputStream.nullOutputStream());
            checkHash(file, Hashing.hex(hashed.getMessageDigest().digest()));
        } catch (DbferryException e) {
            release(copy);
            throw e;
        }
    }

    private void checkHash(FileEntry file, String sha256) {
        if (!sha256.equals(file.sha256())) {
            throw RejectedShipment.unfit(name, "file '" + file.name() + "' differs from its hash");
        }
    }
}
