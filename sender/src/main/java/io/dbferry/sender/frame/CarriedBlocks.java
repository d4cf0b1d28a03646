package io.dbferry.sender.frame;

import io.dbferry.files.StateFile;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Which blocks the newest complete and those that it refers to carry: {@code work/blocks.bin}. A complete that is built brings its own
 * in its folder of the outbox, and it replaces the last when the complete is in the depot.
 *
 * @param holders the newest complete first
 */
record CarriedBlocks(List<Holder> holders) {
    static final String FILE = "blocks.bin";

    CarriedBlocks {
        holders = List.copyOf(holders);
    }

    static StateFile<CarriedBlocks> file(Path work) {
        return new StateFile<>(
                work, work.resolve(FILE), CarriedBlocks::parse, "the next complete carries all rows itself");
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(holders.size());
        for (Holder holder : holders) {
            out.writeUTF(holder.name().folder());
            out.writeUTF(holder.manifest());
            out.writeLong(holder.bytes());
            out.writeLong(holder.file());
            out.writeLong(holder.used());
            out.writeInt(holder.blocks().size());
            ByteBuffer block = ByteBuffer.allocate(Block.WRITTEN_BYTES);
            for (Block next : holder.blocks()) {
                next.hash().write(block.clear());
                block.putLong(next.offset()).putInt(next.bytes()).putLong(next.rows());
                out.write(block.array());
            }
        }
        out.writeLong(sum(bytes.toByteArray(), bytes.size()));
        return bytes.toByteArray();
    }

    private static CarriedBlocks parse(byte[] content) throws IOException {
        int end = content.length - Long.BYTES;
        if (end < Integer.BYTES || ByteBuffer.wrap(content).getLong(end) != sum(content, end)) {
            throw new IOException("its sum is wrong");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content, 0, end));
        List<Holder> holders = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            ShipmentName name = ShipmentName.parse(Kind.COMPLETE, in.readUTF())
                    .orElseThrow(() -> new IOException("a complete has no name"));
            holders.add(new Holder(name, in.readUTF(), in.readLong(), in.readLong(), in.readLong(), blocks(in)));
        }
        return new CarriedBlocks(holders);
    }

    private static List<Block> blocks(DataInputStream in) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            ByteBuffer block = ByteBuffer.wrap(in.readNBytes(Block.WRITTEN_BYTES));
            blocks.add(new Block(BlockHash.read(block), block.getLong(), block.getInt(), block.getLong()));
        }
        return blocks;
    }

    private static long sum(byte[] bytes, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, length);
        return sum.getValue();
    }
}
