package io.dbferry.receiver.open;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.stream.age.AgeIdentities;
import io.dbferry.stream.age.DamagedContentException;
import io.dbferry.stream.age.NotDecryptableException;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Decrypts the files of a shipment whose readable manifest has been checked. A file's bytes are hashed as they are
 * decrypted, and what came out is used by nobody before that hash was right.
 */
final class EncryptedFiles {
    private final ShipmentReader shipment;
    private final AgeIdentities identities;

    private EncryptedFiles(ShipmentReader shipment, AgeIdentities identities) {
        this.shipment = shipment;
        this.identities = identities;
    }

    /** @param shipment with its readable manifest */
    static EncryptedFiles of(ShipmentReader shipment, Optional<AgeIdentities> identities) {
        return new EncryptedFiles(
                shipment,
                identities.orElseThrow(() -> refused(
                        shipment.name(),
                        new NotDecryptableException("it is encrypted, and this config has no identity"),
                        "Name the file with the age identity that it is encrypted for with decrypt.identity-file")));
    }

    /** The manifest that tells what is in the shipment, as it was before it was encrypted. */
    byte[] manifest(int limit) throws IOException {
        try (InputStream content = shipment.open(shipment.entry(ShipmentLayout.ENCRYPTED_MANIFEST));
                InputStream plain = identities.decrypting(content)) {
            byte[] json = plain.readNBytes(limit + 1);
            if (json.length > limit) {
                throw RejectedShipment.unfit(shipment.name(), "its encrypted manifest is larger than any manifest");
            }
            return json;
        } catch (NotDecryptableException | IOException e) {
            throw cannotDecrypt(ShipmentLayout.ENCRYPTED_MANIFEST, e);
        }
    }

    /** Whether the two manifests are of one shipment. */
    static boolean belong(Manifest readable, Manifest inner) {
        return inner.encrypted() == null
                && inner.stream().equals(readable.stream())
                && inner.streamId().equals(readable.streamId())
                && inner.name().equals(readable.name())
                && Objects.equals(inner.after(), readable.after())
                && inner.position().equals(readable.position())
                && inner.files().size() == readable.files().size() - 1;
    }

    /** Reads all files as they are in the depot: {@link ShipmentReader#verify}. */
    void verify() throws IOException {
        shipment.verify();
    }

    /** Decrypts the file that is the {@code index}th of the manifest, from 0. */
    void decrypt(int index, Path to) throws IOException {
        String name = ShipmentLayout.encrypted(index + 1);
        FileEntry entry = shipment.entry(name);
        PrivateFile.folderOf(to);
        Files.deleteIfExists(to);
        try (InputStream content = shipment.open(entry);
                InputStream plain = identities.decrypting(content);
                OutputStream out = PrivateFile.write(to)) {
            plain.transferTo(out);
        } catch (NotDecryptableException | IOException | DbferryException e) {
            Files.deleteIfExists(to);
            throw cannotDecrypt(name, e);
        }
    }

    private static DbferryException refused(ShipmentName name, Exception e, String hint) {
        return new DbferryException(Failure.SHIPMENT_REFUSED, "cannot load " + name + ": " + e.getMessage(), hint, e);
    }

    private DbferryException cannotDecrypt(String file, Exception e) throws IOException {
        ShipmentReader.throwIfAltered(e);
        if (e instanceof DbferryException refused) {
            return refused;
        }
        if (e instanceof NotDecryptableException) {
            return refused(
                    shipment.name(),
                    e,
                    "Name the right file with decrypt.identity-file; or add this recipient to encrypt.recipients on the"
                            + " sender, and run 'dump complete' there");
        }
        if (e instanceof DamagedContentException) {
            return RejectedShipment.unfit(shipment.name(), "file '" + file + "' cannot be decrypted");
        }
        throw (IOException) e;
    }
}
