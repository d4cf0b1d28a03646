package io.dbferry.sender.frame;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.copy.CopyStatement;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.text.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes zstd frames of blocks of rows. Blocks that an earlier complete carries are referred to, one beside the other as one frame of
 * the manifest; others stand together, with the statement around them in zstd frames of its own.
 */
final class BlockFrames implements RowFrames {
    /** About this much goes into a statement, before and after compression. */
    private static final int STATEMENT_TEXT = 16 << 20;

    private static final int STATEMENT_BYTES = 4 << 20;

    private final DatabaseFile file;
    private final DatabaseFile.Compressor compressor;
    private final BlockShare share;
    private final ByteArrayOutputStream statement = new ByteArrayOutputStream();
    private ByteBuffer text;
    private byte[] head = new byte[0];
    private List<Frame> frames = new ArrayList<>();
    private List<Block> blocks = new ArrayList<>();
    private long statementText;
    private long statementRows;
    private long rows;
    private @Nullable Run run;

    BlockFrames(DatabaseFile file, BlockShare share) {
        this.file = file;
        this.compressor = file.new Compressor();
        this.share = share;
        this.text = ByteBuffer.allocateDirect(share.cuts().most());
    }

    /** Blocks of another complete, one behind the other. */
    private static final class Run {
        private final ShipmentName holder;
        private final long offset;
        private final MessageDigest hash = Hashing.sha256();
        private long bytes;
        private long rows;

        Run(ShipmentName holder, long offset) {
            this.holder = holder;
            this.offset = offset;
        }

        boolean isBefore(KnownBlocks.Place place) {
            return holder.equals(place.holder())
                    && offset + bytes == place.block().offset();
        }

        void add(ByteBuffer block, long blockRows) {
            bytes += block.remaining();
            rows += blockRows;
            hash.update(block);
        }

        Frame frame() {
            return new Frame(offset, bytes, rows, Hashing.hex(hash.digest()), holder.folder());
        }
    }

    @Override
    public void begin(Table table) {
        head = compressed(CopyStatement.head(table.name(), table.carriedNames()));
        frames = new ArrayList<>();
    }

    private byte[] compressed(byte[] content) {
        ByteBuffer frame = compressor.compress(
                ByteBuffer.allocateDirect(content.length).put(content).flip());
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    @Override
    public void add(byte[] row, long digest) throws IOException {
        if (rows > 0 && text.position() + row.length > share.cuts().most()) {
            endBlock();
        }
        if (text.capacity() < row.length) {
            text = ByteBuffer.allocateDirect(row.length);
        }
        text.put(row);
        rows++;
        if (share.cuts().endsBehind(text.position(), row.length, digest)) {
            endBlock();
        }
    }

    private void endBlock() throws IOException {
        int length = text.position();
        ByteBuffer block = compressor.compress(text.flip());
        MessageDigest sha256 = Hashing.sha256();
        sha256.update(block.duplicate());
        BlockHash hash = BlockHash.of(sha256.digest());
        KnownBlocks.Place place = share.known().find(hash, block.remaining(), rows);
        if (place == null) {
            carry(block, hash, length);
        } else {
            refer(block, place);
        }
        text.clear();
        rows = 0;
    }

    private void refer(ByteBuffer block, KnownBlocks.Place place) {
        if (run == null || !run.isBefore(place)) {
            endRun();
            run = new Run(place.holder(), place.block().offset());
        }
        run.add(block, rows);
    }

    private void endRun() {
        if (run != null) {
            frames.add(run.frame());
            run = null;
        }
    }

    private void carry(ByteBuffer block, BlockHash hash, int length) throws IOException {
        byte[] bytes = new byte[block.remaining()];
        block.get(bytes);
        blocks.add(new Block(hash, statement.size(), bytes.length, rows));
        statement.write(bytes);
        statementText += length;
        statementRows += rows;
        if (statementText >= STATEMENT_TEXT || statement.size() >= STATEMENT_BYTES) {
            endStatement();
        }
    }

    private void endStatement() throws IOException {
        if (statementRows > 0) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(head);
            statement.writeTo(whole);
            whole.write(compressed(CopyStatement.tail()));
            Frame frame = file.append(ByteBuffer.wrap(whole.toByteArray()), statementRows);
            frames.add(frame);
            share.carried(blocks.stream()
                    .map(block -> block.movedBy(frame.offset() + head.length))
                    .toList());
        }
        statement.reset();
        blocks = new ArrayList<>();
        statementText = 0;
        statementRows = 0;
    }

    @Override
    public List<Frame> end() throws IOException {
        if (rows > 0) {
            endBlock();
        }
        endStatement();
        endRun();
        return frames;
    }

    @Override
    public void release() {
        text = ByteBuffer.allocateDirect(0);
        statement.reset();
    }

    @Override
    public void close() {
        compressor.close();
    }
}
