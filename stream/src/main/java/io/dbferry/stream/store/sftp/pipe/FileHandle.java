package io.dbferry.stream.store.sftp.pipe;

/** An open file or folder of a server. */
public final class FileHandle {
    private final byte[] id;

    FileHandle(byte[] id) {
        this.id = id;
    }

    byte[] id() {
        return id;
    }
}
