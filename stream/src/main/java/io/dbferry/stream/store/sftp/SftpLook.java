package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.sftp.pipe.Found;
import io.dbferry.stream.store.sftp.pipe.Reply;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.IOException;
import java.util.Optional;

/** A look at a path, at a link itself; the depot's own folder may be one. */
record SftpLook(Reply<Optional<Found>> reply) implements SftpQuestion {
    static SftpLook ask(SftpFolder folder, SftpChannel channel, StorePath path) throws IOException {
        String remote = folder.remote(path);
        return new SftpLook(path.isRoot() ? channel.stat(remote) : channel.lstat(remote));
    }

    Optional<Found> take() throws IOException {
        return reply.take();
    }

    @Override
    public boolean isDue() {
        return reply.isDue();
    }

    @Override
    public void goOn() {}

    @Override
    public void drop() {
        reply.forget();
    }
}
