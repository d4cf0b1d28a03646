package io.dbferry.stream.drop;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.sftp.SftpStore;
import io.dbferry.stream.store.sftp.login.SftpAccount;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A drop on another machine, over SFTP: it takes one file, and shows whether there is an answer. */
public final class RemoteDrop implements AutoCloseable {
    private final SftpStore store;

    private RemoteDrop(SftpStore store) {
        this.store = store;
    }

    /** @throws DepotException if the server cannot be reached, or lets the account's key not in */
    public static RemoteDrop open(SftpAccount account) throws DepotException {
        return new RemoteDrop(SftpStore.open(account));
    }

    /**
     * Puts the bytes there whole, or not at all.
     *
     * @throws java.nio.file.FileAlreadyExistsException if somebody has put some there
     */
    public void put(byte[] bytes) throws IOException {
        store.append(LocalDrop.DRAFT, 0, new ByteArrayInputStream(bytes));
        store.renaming().orElseThrow().rename(LocalDrop.DRAFT, LocalDrop.KEY);
    }

    /** What the other side says by now, which is told that it was seen. */
    public DropAnswer answer() throws IOException {
        boolean refused = store.find(LocalDrop.REFUSED).isPresent();
        if (!refused && store.find(LocalDrop.ACCEPTED).isEmpty()) {
            return DropAnswer.NONE;
        }
        store.append(LocalDrop.SEEN, 0, new ByteArrayInputStream(new byte[0]));
        return refused ? DropAnswer.REFUSED : DropAnswer.ACCEPTED;
    }

    @Override
    public void close() {
        store.close();
    }
}
