package io.dbferry.sender.outbox;

import io.dbferry.files.AtomicFile;
import io.dbferry.files.Durability;
import io.dbferry.files.PrivateFile;
import io.dbferry.stream.age.AgeRecipients;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Hashing;
import io.dbferry.text.Json;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Encrypts a built shipment in its folder of the outbox: every file under a name that tells nothing, and last the
 * manifest, which knows the names. The sender has no identity, so what it must still know of the shipment once it
 * is in the depot stays in the folder, plain: manifest and media index. An encrypted file is written once, and an upload
 * that is tried again sends the same bytes.
 */
final class EncryptFiles {
    /** The manifest with all that is in the shipment, for this machine only. */
    static final String PLAIN_MANIFEST = "plain-manifest.json";

    private final AgeRecipients recipients;

    EncryptFiles(AgeRecipients recipients) {
        this.recipients = recipients;
    }

    /** Puts encrypted files in the place of the plain ones and returns the manifest that travels. */
    Manifest encrypt(Path shipment, Manifest manifest) throws IOException {
        List<FileEntry> files = new ArrayList<>();
        for (FileEntry file : manifest.files()) {
            Path plain = shipment.resolve(file.name());
            try (InputStream content = Files.newInputStream(plain)) {
                files.add(encrypt(content, shipment, ShipmentLayout.encrypted(files.size() + 1)));
            }
            if (!file.name().equals(ShipmentLayout.MEDIA_INDEX)) {
                Files.delete(plain);
            }
        }
        byte[] json = Json.write(manifest);
        files.add(encrypt(new ByteArrayInputStream(json), shipment, ShipmentLayout.ENCRYPTED_MANIFEST));
        AtomicFile.write(shipment.resolve(PLAIN_MANIFEST), json, Durability.CACHE); // Outbox.seal syncs it
        return manifest.encrypted(files);
    }

    private FileEntry encrypt(InputStream content, Path shipment, String name) throws IOException {
        Path file = shipment.resolve(name);
        DigestOutputStream hashed =
                new DigestOutputStream(new BufferedOutputStream(PrivateFile.write(file), 1 << 16), Hashing.sha256());
        try (OutputStream encrypted = recipients.encrypting(hashed)) {
            content.transferTo(encrypted);
        }
        return new FileEntry(
                name, Files.size(file), Hashing.hex(hashed.getMessageDigest().digest()));
    }
}
