package io.dbferry.sender.frame;

import io.dbferry.config.SenderConfig;
import io.dbferry.event.Event;
import io.dbferry.files.AtomicFile;
import io.dbferry.files.Durability;
import io.dbferry.sender.policy.BuiltUnder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.ShipmentFolder;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Hashing;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Decides whether a complete is made of blocks, and to which completes it may refer. */
public record Deduplication(SenderConfig config, Path work, Depot depot) {
    /** A complete of fewer bytes of tables travels in a minute over any line, and stays the one plain file. */
    private static final long AUTO_BYTES = 1L << 30;

    /**
     * The newest complete of this sender.
     *
     * @param manifest SHA-256 of its manifest in the depot
     */
    public record Newest(ShipmentName name, String manifest) {}

    /**
     * How the next complete shares blocks; empty if it does not.
     *
     * @param newest empty if the complete must carry all itself
     * @param bytes of all tables
     */
    public Optional<BlockShare> next(Optional<Newest> newest, long bytes, Instant now) throws IOException {
        if (!isWanted(bytes)) {
            return Optional.empty();
        }
        List<Holder> holders = newest.isEmpty() ? List.of() : inDepot(Bases.of(holders(newest.get()), now));
        return Optional.of(new BlockShare(BlockCuts.of(bytes), new KnownBlocks(holders)));
    }

    /** A range of an encrypted file cannot be read by itself; and where nobody can ask for a complete, each stands by itself. */
    private boolean isWanted(long bytes) {
        return switch (config.deduplicate()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                bytes >= AUTO_BYTES
                        && config.recipients().isEmpty()
                        && config.keep().receipts();
        };
    }

    /** None if what is remembered is not of the newest complete. */
    private List<Holder> holders(Newest newest) throws IOException {
        List<Holder> holders = CarriedBlocks.file(work)
                .read()
                .map(CarriedBlocks::holders)
                .filter(all -> !all.isEmpty() && all.get(0).name().equals(newest.name()))
                .orElse(List.of());
        return holders.isEmpty()
                ? holders
                : Stream.concat(
                                Stream.of(holders.get(0).with(newest.manifest())),
                                holders.stream().skip(1))
                        .toList();
    }

    private List<Holder> inDepot(List<Holder> holders) throws IOException {
        List<Holder> there = new ArrayList<>();
        for (Holder holder : holders) {
            if (isInDepot(holder)) {
                there.add(holder);
            } else {
                Event.of("not-referred-to")
                        .about(holder.name())
                        .say("rows of " + holder.name() + " travel again: it is not in the depot as it was shipped,"
                                + " or was built under another policy");
            }
        }
        return there;
    }

    /**
     * Only the very shipment that was shipped from here counts, by its manifest, with the file in its length. One that was built under
     * another policy may hold what is to leave the depot: nothing keeps it there.
     */
    private boolean isInDepot(Holder holder) throws IOException {
        ShipmentFolder folder = depot.open(holder.name());
        if (!folder.bytes(ShipmentLayout.DATABASE).equals(OptionalLong.of(holder.file()))) {
            return false;
        }
        byte[] manifest = folder.start(ShipmentLayout.MANIFEST, ShipmentLayout.MANIFEST_LIMIT);
        return Hashing.sha256(manifest).equals(holder.manifest())
                && Optional.ofNullable(
                                Json.readForeign(manifest, Manifest.class).covered())
                        .map(Covered::policy)
                        .equals(BuiltUnder.hash(config.policy()));
    }

    /** What the newest complete needs of others, as far as that is remembered. */
    public static long inOthers(ShipmentName newest, Path work) throws IOException {
        return CarriedBlocks.file(work)
                .look()
                .map(CarriedBlocks::holders)
                .filter(all -> !all.isEmpty() && all.get(0).name().equals(newest))
                .map(all -> all.stream().skip(1).mapToLong(Holder::used).sum())
                .orElse(0L);
    }

    /** Remembers what a complete carries that is in the depot now. */
    public static void delivered(Path shipment, Path work) throws IOException {
        Path fresh = shipment.resolve(CarriedBlocks.FILE);
        if (Files.exists(fresh)) {
            AtomicFile.write(work.resolve(CarriedBlocks.FILE), Files.readAllBytes(fresh), Durability.CACHE);
        }
    }

    /** A complete that this one refers to and that is not in the depot any more; empty if all are. */
    public static Optional<ShipmentName> gone(Manifest manifest, Depot depot) throws IOException {
        for (ShipmentName base : manifest.bases().keySet()) {
            if (!depot.has(base)) {
                return Optional.of(base);
            }
        }
        return Optional.empty();
    }
}
