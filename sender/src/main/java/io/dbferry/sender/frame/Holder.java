package io.dbferry.sender.frame;

import io.dbferry.stream.format.ShipmentName;
import java.util.List;

/**
 * A complete in the depot that carries blocks.
 *
 * @param manifest SHA-256 of its manifest; empty for the newest complete, of which the sender's state says it
 * @param bytes of all its files
 * @param file bytes of its {@code database.sql.zst}
 * @param used bytes of that file that the newest complete needs
 */
record Holder(ShipmentName name, String manifest, long bytes, long file, long used, List<Block> blocks) {
    Holder {
        blocks = List.copyOf(blocks);
    }

    Holder with(String manifestSha256) {
        return new Holder(name, manifestSha256, bytes, file, used, blocks);
    }

    Holder used(long now) {
        return new Holder(name, manifest, bytes, file, now, blocks);
    }
}
