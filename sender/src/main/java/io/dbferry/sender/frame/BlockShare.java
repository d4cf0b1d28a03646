package io.dbferry.sender.frame;

import io.dbferry.files.AtomicFile;
import io.dbferry.files.Durability;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one complete carries in blocks, and what it may refer to. Takes blocks from several threads. */
public final class BlockShare {
    private final BlockCuts cuts;
    private final KnownBlocks known;
    private final List<Block> carried = new ArrayList<>();

    BlockShare(BlockCuts cuts, KnownBlocks known) {
        this.cuts = cuts;
        this.known = known;
    }

    BlockCuts cuts() {
        return cuts;
    }

    KnownBlocks known() {
        return known;
    }

    /** Whether the complete may refer to others. */
    public boolean mayRefer() {
        return !known.holders().isEmpty();
    }

    /** Frames for one worker. */
    public RowFrames frames(DatabaseFile file) {
        return new BlockFrames(file, this);
    }

    synchronized void carried(List<Block> blocks) {
        carried.addAll(blocks);
    }

    /** Leaves in the folder of the built shipment what is remembered once it is in the depot. */
    public void write(Path shipment, Manifest manifest) throws IOException {
        Map<ShipmentName, Long> bases = manifest.bases();
        long file = manifest.files().stream()
                .filter(entry -> entry.name().equals(ShipmentLayout.DATABASE))
                .mapToLong(FileEntry::bytes)
                .sum();
        List<Holder> holders = new ArrayList<>();
        holders.add(new Holder(manifest.name(), "", manifest.bytes(), file, file, carried));
        for (Holder base : known.holders()) {
            if (bases.containsKey(base.name())) {
                holders.add(base.used(bases.get(base.name())));
            }
        }
        AtomicFile.write(shipment.resolve(CarriedBlocks.FILE), new CarriedBlocks(holders).bytes(), Durability.CACHE);
    }
}
