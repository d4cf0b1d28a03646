package io.dbferry.receiver.open;

import io.dbferry.stream.Depot;
import io.dbferry.stream.ShipmentFolder;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.text.ByteCount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What stands in a shipment's folder, whatever its manifest says. Only plain files count: a link, a pipe or a folder
 * of a file's name is as good as none, and is never opened.
 */
final class ShipmentFiles {
    /** As much as a small partial has, and what memory does not feel. */
    private static final int SMALL_BYTES = 1 << 16;

    private static final int MOST_SMALL = 32;

    private final ShipmentFolder folder;
    private final ShipmentName name;
    private final Map<String, Long> bytes;
    private final AtomicBoolean asked = new AtomicBoolean();

    private ShipmentFiles(ShipmentFolder folder, ShipmentName name, Map<String, Long> bytes) {
        this.folder = folder;
        this.name = name;
        this.bytes = bytes;
    }

    /** A folder that this user may not look into is one that somebody made so. */
    static ShipmentFiles list(Depot depot, ShipmentName name) throws IOException {
        ShipmentFolder folder = depot.open(name);
        try {
            return new ShipmentFiles(folder, name, folder.files());
        } catch (DepotException e) {
            throw orImpostor(name, e);
        }
    }

    private static IOException orImpostor(ShipmentName name, DepotException e) {
        if (e.problem() == Problem.ACCESS) {
            throw RejectedShipment.impostor(
                    name,
                    String.valueOf(e.getMessage()),
                    e.hint(),
                    new RejectedShipment.ImpostorException(String.valueOf(e.getMessage())));
        }
        return e;
    }

    ShipmentFolder folder() {
        return folder;
    }

    /** A file's length; -1 if there is no plain file of that name. */
    long bytes(String file) {
        return bytes.getOrDefault(file, -1L);
    }

    /** A file's content. When the first is opened, the store may ask for all small ones together. */
    InputStream open(String file) throws IOException {
        if (!asked.getAndSet(true)) {
            List<String> small = bytes.entrySet().stream()
                    .filter(each -> each.getValue() <= SMALL_BYTES
                            && !each.getKey().equals(ShipmentLayout.MANIFEST)
                            && !each.getKey().equals(ShipmentLayout.SIGNATURE))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            folder.reads(small.size() <= MOST_SMALL ? small : List.of(file));
        }
        return folder.read(file);
    }

    /** A small file's content; nothing if there is no such file, or one that is larger. */
    byte[] read(String file, int limit) throws IOException {
        if (bytes(file) < 0 || bytes(file) > limit) {
            return new byte[0];
        }
        try (InputStream content = folder.read(file)) {
            byte[] read = content.readNBytes(limit + 1);
            return read.length > limit ? new byte[0] : read;
        } catch (NoSuchFileException e) {
            return new byte[0];
        } catch (DepotException e) {
            throw orImpostor(name, e);
        }
    }

    String whyNoManifest(int limit) {
        return tooLarge(ShipmentLayout.MANIFEST, limit)
                .map(cause -> "its manifest " + cause)
                .orElse("it has no manifest");
    }

    /** Why nothing is read of a signature file that is there; empty if there is none, or it has content. */
    Optional<String> whyNoSignature(int limit) {
        return bytes(ShipmentLayout.SIGNATURE) == 0
                ? Optional.of("it is empty")
                : tooLarge(ShipmentLayout.SIGNATURE, limit).map(cause -> "it " + cause);
    }

    private Optional<String> tooLarge(String file, int limit) {
        long found = bytes(file);
        return found > limit
                ? Optional.of("has " + ByteCount.of(found) + ", and no more than " + ByteCount.of(limit) + " are read")
                : Optional.empty();
    }
}
