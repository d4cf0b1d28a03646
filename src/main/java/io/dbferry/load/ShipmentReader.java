package io.dbferry.load;

import io.dbferry.age.AgeIdentities;
import io.dbferry.depot.Depot;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.shipment.DepotLayout;
import io.dbferry.shipment.Hashing;
import io.dbferry.shipment.Json;
import io.dbferry.shipment.Manifest;
import io.dbferry.shipment.Manifest.FileEntry;
import io.dbferry.shipment.ShipmentLayout;
import io.dbferry.shipment.ShipmentName;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A shipment in the depot whose manifest has been checked: trusted, of this stream, and consistent in itself. Its
 * files are checked against the manifest as they are read.
 */
final class ShipmentReader {
    private static final int MANIFEST_LIMIT = 64 << 20;
    private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9_%-][A-Za-z0-9_.%-]{0,254}");

    private final Depot depot;
    private final ShipmentName name;
    private final Manifest manifest;
    private final String manifestSha256;
    private final Path work;
    private final @Nullable EncryptedFiles encrypted;

    private ShipmentReader(
            Depot depot,
            ShipmentName name,
            Manifest manifest,
            String manifestSha256,
            Path work,
            @Nullable EncryptedFiles encrypted) {
        this.depot = depot;
        this.name = name;
        this.manifest = manifest;
        this.manifestSha256 = manifestSha256;
        this.work = work;
        this.encrypted = encrypted;
    }

    /** @param work where files of a depot elsewhere are brought to, and where they are decrypted */
    static ShipmentReader open(
            Depot depot,
            ShipmentName name,
            String stream,
            ShipmentTrust trust,
            Optional<AgeIdentities> identities,
            Path work)
            throws IOException {
        byte[] json = read(depot, DepotLayout.file(name, ShipmentLayout.MANIFEST));
        if (json.length == 0) {
            throw Refusal.unfit(name, "it has no manifest");
        }
        try {
            trust.check(json, read(depot, DepotLayout.file(name, ShipmentLayout.SIGNATURE)));
        } catch (ShipmentTrust.UntrustedException e) {
            throw new DbferryException(
                    Failure.SHIPMENT_REFUSED, "cannot load " + name + ": " + e.getMessage(), e.hint(), e);
        }
        Manifest manifest = parse(name, json);
        check(name, manifest, stream);
        ShipmentReader shipment = new ShipmentReader(depot, name, manifest, Hashing.sha256(json), work, null);
        return manifest.encrypted() == null ? shipment : shipment.decrypted(stream, identities);
    }

    private ShipmentReader decrypted(String stream, Optional<AgeIdentities> identities) throws IOException {
        EncryptedFiles files = EncryptedFiles.of(this, identities);
        Manifest inner = parse(name, files.manifest(MANIFEST_LIMIT));
        if (!EncryptedFiles.belong(manifest, inner)) {
            throw Refusal.unfit(name, "its encrypted manifest is not that of this shipment");
        }
        check(name, inner, stream);
        return new ShipmentReader(depot, name, inner, manifestSha256, work.resolve("plain"), files);
    }

    private static Manifest parse(ShipmentName name, byte[] json) throws IOException {
        try {
            return Json.read(json, Manifest.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw Refusal.unfit(name, "its manifest is not readable: " + e.getOriginalMessage());
        }
    }

    private static byte[] read(Depot depot, String file) throws IOException {
        try (InputStream content = depot.read(file)) {
            byte[] bytes = content.readNBytes(MANIFEST_LIMIT + 1);
            if (bytes.length > MANIFEST_LIMIT) {
                throw new IOException("'" + file + "' is larger than any manifest");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    private static void check(ShipmentName name, Manifest manifest, String stream) {
        if (manifest.format() != Manifest.FORMAT) {
            throw Refusal.unfit(name, "its format is " + manifest.format() + ", this DbFerry reads " + Manifest.FORMAT);
        }
        if (!manifest.stream().equals(stream)) {
            throw Refusal.unfit(name, "it is of stream '" + manifest.stream() + "', not '" + stream + "'");
        }
        if (!manifest.name().equals(name)) {
            throw Refusal.unfit(name, "its manifest is that of " + manifest.name());
        }
        Set<String> names = new HashSet<>();
        for (FileEntry file : manifest.files()) {
            if (!SAFE_NAME.matcher(file.name()).matches() || !names.add(file.name())) {
                throw Refusal.unfit(name, "its manifest lists an unfit file name");
            }
        }
    }

    ShipmentName name() {
        return name;
    }

    Manifest manifest() {
        return manifest;
    }

    String manifestSha256() {
        return manifestSha256;
    }

    FileEntry entry(String file) {
        return manifest.files().stream()
                .filter(f -> f.name().equals(file))
                .findFirst()
                .orElseThrow(() -> Refusal.unfit(name, "its manifest does not list '" + file + "'"));
    }

    /** A file on this machine, of the length that the manifest says; call {@link #release} when done. */
    Path fetch(FileEntry file) throws IOException {
        try {
            Files.createDirectories(work);
            Path path = work.resolve(file.name());
            if (encrypted == null) {
                path = depot.fetch(DepotLayout.file(name, file.name()), path);
            } else {
                encrypted.decrypt(manifest.files().indexOf(file), path);
            }
            long bytes = Files.size(path);
            if (bytes != file.bytes()) {
                throw Refusal.unfit(
                        name, "file '" + file.name() + "' has " + bytes + " bytes instead of " + file.bytes());
            }
            return path;
        } catch (NoSuchFileException e) {
            throw Refusal.unfit(name, "file '" + file.name() + "' is missing");
        }
    }

    void release(Path fetched) throws IOException {
        if (encrypted != null || !depot.keepsFilesHere()) {
            Files.deleteIfExists(fetched);
        }
    }

    /** A file's content; closing checks its hash, so a caller commits nothing before that. */
    InputStream open(FileEntry file) throws IOException {
        Path path = fetch(file);
        DigestInputStream hashed = Hashing.through(new BufferedInputStream(Files.newInputStream(path), 1 << 16));
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
    static void throwIfAltered(Exception e) {
        for (Throwable onClose : e.getSuppressed()) {
            if (onClose instanceof DbferryException refused && refused.failure() == Failure.SHIPMENT_REFUSED) {
                throw refused;
            }
        }
    }

    private void checkHash(FileEntry file, String sha256) {
        if (!sha256.equals(file.sha256())) {
            throw Refusal.unfit(name, "file '" + file.name() + "' differs from its hash");
        }
    }
}
