package io.dbferry.sender.frame;

import java.nio.ByteBuffer;

/** The SHA-256 of a block, in as few bytes as it takes. */
record BlockHash(long first, long second, long third, long fourth) {
    static BlockHash of(byte[] sha256) {
        return read(ByteBuffer.wrap(sha256));
    }

    static BlockHash read(ByteBuffer from) {
        return new BlockHash(from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    void write(ByteBuffer to) {
        to.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }
}
