package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import io.dbferry.stream.store.sftp.login.SftpAccount;
import io.dbferry.stream.store.sftp.pipe.Found;
import io.dbferry.stream.store.sftp.pipe.Reply;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** The depot's folder on an SFTP server, and the questions that can be put to it. */
record SftpFolder(SftpAccount account, SftpConnection connection) {
    /** Some questions to the server. */
    interface Questions<T> {
        T ask(SftpChannel channel) throws IOException;
    }

    /** Asks, and puts failures into words. */
    <T> T ask(StoreAction action, Questions<T> questions) throws DepotException {
        SftpChannel channel = connection.channel();
        try {
            return questions.ask(channel);
        } catch (DepotException e) {
            throw e;
        } catch (IOException e) {
            throw SftpFailure.of(action, e);
        }
    }

    /** Looks at a path, of a link at the link itself. */
    Optional<Found> find(StorePath path, StoreAction action) throws DepotException {
        return ask(action, channel -> SftpLook.ask(this, channel, path).take());
    }

    String remote(StorePath path) {
        return path.isRoot() ? account.folder() : account.folder() + "/" + path;
    }

    /** Of what the server does not take, it seldom says that the folder is gone. */
    void requireAbove(StorePath path, StoreAction action, Exception cause) throws DepotException {
        if (find(path.folder(), action).filter(Found::isFolder).isEmpty()) {
            throw action.noFolder("Run the same command again: it recreates its folders.", cause);
        }
    }

    /** What the server can still take; empty if it cannot tell. */
    OptionalLong freeBytes() throws DepotException {
        SftpChannel channel = connection.channel();
        try {
            Optional<Reply<OptionalLong>> reply = channel.freeBytes(account.folder());
            return reply.isPresent() ? reply.get().take() : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
