package io.dbferry.status.read;

import io.dbferry.status.DepotManifest;
import io.dbferry.status.model.ShipmentStatus;
import io.dbferry.status.model.StatusModel.TableStatus;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was read of shipments before and does not change, so that a daemon does not ask the depot for it each minute.
 * Bounded. Not thread-safe.
 */
public final class ShipmentMemory {
    private static final int MOST = 500;

    /** A larger manifest is not read: it may take more memory than a daemon has. */
    private static final long LARGEST_MANIFEST = 4 << 20;

    private static final Duration TABLES_STAY = Duration.ofHours(1);

    private final Map<ShipmentName, ShipmentStatus> shipments = new Bounded<>();
    private final Map<String, Receipt> receipts = new Bounded<>();
    private List<TableStatus> tables = List.of();
    private Instant tablesRead = Instant.MIN;

    /** Forgets what was put in first. */
    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }

    /** With what its manifest tells; one that is pruned meanwhile, or that nobody of ours wrote, is only a name. */
    ShipmentStatus inDepot(ShipmentName name, Depot depot) throws IOException {
        ShipmentStatus before = shipments.get(name);
        if (before != null) {
            return before;
        }
        OptionalLong bytes = depot.open(name).bytes(ShipmentLayout.MANIFEST);
        if (bytes.isEmpty()) {
            return ShipmentStatus.named(name);
        }
        Optional<Manifest> manifest =
                bytes.getAsLong() > LARGEST_MANIFEST ? Optional.empty() : DepotManifest.read(name, depot);
        ShipmentStatus read =
                of(name, manifest.orElse(null), depot.open(name).published().orElse(null));
        shipments.put(name, read);
        return read;
    }

    static ShipmentStatus of(ShipmentName name, @Nullable Manifest manifest, @Nullable Instant inDepotAt) {
        Optional<Manifest> open = Optional.ofNullable(manifest).filter(m -> m.encrypted() == null);
        return new ShipmentStatus(
                name.sequence(),
                name.kind(),
                name.folder(),
                name.time(),
                inDepotAt,
                null,
                null,
                open.map(Manifest::rows).orElse(null),
                null,
                open.map(m -> m.media().count()).orElse(null),
                manifest == null ? null : manifest.bytes(),
                null);
    }

    /** Reads a receipt. */
    interface Reader {
        Optional<Receipt> read() throws IOException;
    }

    /** A receipt that says applied stays so. */
    Optional<Receipt> receipt(String key, Reader reader) throws IOException {
        Receipt before = receipts.get(key);
        if (before != null) {
            return Optional.of(before);
        }
        Optional<Receipt> read = reader.read();
        read.filter(receipt -> receipt.state() == Receipt.State.APPLIED)
                .ifPresent(receipt -> receipts.put(key, receipt));
        return read;
    }

    /** Reads the tables. */
    interface Tables {
        List<TableStatus> read();
    }

    List<TableStatus> tables(Instant now, Tables reader) {
        if (Duration.between(tablesRead, now).compareTo(TABLES_STAY) > 0 || now.isBefore(tablesRead)) {
            tables = reader.read();
            tablesRead = now;
        }
        return tables;
    }
}
