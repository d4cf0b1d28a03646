package io.dbferry.sender.frame;

/**
 * A zstd frame of lines of rows alone, in a complete's {@code database.sql.zst}.
 *
 * @param hash of its bytes there
 */
record Block(BlockHash hash, long offset, int bytes, long rows) {
    static final int WRITTEN_BYTES = 4 * Long.BYTES + Long.BYTES + Integer.BYTES + Long.BYTES;

    Block movedBy(long bytes) {
        return new Block(hash, offset + bytes, this.bytes, rows);
    }
}
