package io.dbferry.sender.frame;

import io.dbferry.stream.format.ShipmentName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The blocks that the next complete may refer to. For several threads. */
final class KnownBlocks {
    private final List<Holder> holders;
    private final Map<BlockHash, Place> places = new HashMap<>();

    KnownBlocks(List<Holder> holders) {
        this.holders = List.copyOf(holders);
        for (Holder holder : holders) {
            for (Block block : holder.blocks()) {
                places.putIfAbsent(block.hash(), new Place(holder.name(), block));
            }
        }
    }

    /** Where a block stands. */
    record Place(ShipmentName holder, Block block) {}

    List<Holder> holders() {
        return holders;
    }

    /** Null if no complete carries it. */
    @Nullable
    Place find(BlockHash hash, int bytes, long rows) {
        Place place = places.get(hash);
        return place != null && place.block().bytes() == bytes && place.block().rows() == rows ? place : null;
    }
}
