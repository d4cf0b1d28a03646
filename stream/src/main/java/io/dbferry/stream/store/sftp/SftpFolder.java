package io.dbferry.stream.store.sftp;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import com.jcraft.jsch.SftpStatVFS;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.FirstNames;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The depot's folder on an SFTP server, and the questions that JSch can put to it. */
record SftpFolder(SftpAccount account, SftpConnection connection) {
    /** OpenSSH's PROTOCOL, 4.4. */
    private static final String STATVFS = "statvfs@openssh.com";

    /** One question to the server. */
    interface Question<T> {
        @Nullable
        T ask(ChannelSftp channel) throws SftpException;
    }

    /** Asks on a channel of its own; one that failed is not used again. */
    <T> @Nullable T ask(StoreAction action, Question<T> question) throws DepotException {
        ChannelSftp channel = connection.borrow();
        try {
            T answer = question.ask(channel);
            connection.giveBack(channel);
            return answer;
        } catch (SftpException e) {
            connection.discard(channel);
            throw SftpFailure.of(action, e);
        }
    }

    /** What a path is, of a link the link itself; null if nothing is there. */
    @Nullable
    SftpATTRS attributes(ChannelSftp channel, StorePath path) throws SftpException {
        try {
            SftpATTRS attributes = path.isRoot() ? channel.stat(remote(path)) : channel.lstat(remote(path));
            // Apache MINA's server answers without a word for what would be below a file.
            return attributes.getFlags() == 0 ? null : attributes;
        } catch (SftpException e) {
            if (SftpFailure.isMissing(e)) {
                return null;
            }
            throw e;
        }
    }

    /** Makes one folder, whose path JSch, unlike any other, does not expand. */
    void make(ChannelSftp channel, StorePath path) throws SftpException {
        channel.mkdir(absolute(path));
    }

    /** The path as JSch wants it: quoted, because it expands patterns. */
    String remote(StorePath path) {
        return absolute(path).replaceAll("[\\\\?*]", "\\\\$0");
    }

    private String absolute(StorePath path) {
        return path.isRoot() ? account.folder() : account.folder() + "/" + path;
    }

    /**
     * What is in a folder; nothing if it is gone, and of a folder that holds more than any of ours, one more than that.
     */
    List<ChannelSftp.LsEntry> children(ChannelSftp channel, StorePath folder) throws SftpException {
        List<ChannelSftp.LsEntry> children = new ArrayList<>();
        forEachChild(channel, folder, child -> {
            children.add(child);
            return children.size() <= Store.MOST_NAMES;
        });
        return children;
    }

    /** The first by name of those wanted, however many there are. */
    List<ChannelSftp.LsEntry> first(ChannelSftp channel, StorePath folder, Predicate<String> wanted)
            throws SftpException {
        FirstNames<ChannelSftp.LsEntry> first =
                new FirstNames<>(Store.MOST_NAMES, Comparator.comparing(ChannelSftp.LsEntry::getFilename));
        forEachChild(channel, folder, child -> {
            if (wanted.test(child.getFilename())) {
                first.add(child);
            }
            return true;
        });
        return first.entries();
    }

    /** A server that names a path instead of a name is not listened to; {@code more} says whether to go on. */
    private void forEachChild(ChannelSftp channel, StorePath folder, Predicate<ChannelSftp.LsEntry> more)
            throws SftpException {
        try {
            channel.ls(
                    remote(folder),
                    child -> !StorePath.isName(child.getFilename()) || more.test(child)
                            ? ChannelSftp.LsEntrySelector.CONTINUE
                            : ChannelSftp.LsEntrySelector.BREAK);
        } catch (SftpException e) {
            if (!SftpFailure.isMissing(e)) {
                throw e;
            }
        }
    }

    /** Of what the server does not take, it seldom says that the folder is gone. */
    void requireAbove(StorePath path, StoreAction action, Exception cause) throws DepotException {
        SftpATTRS above = ask(action, channel -> attributes(channel, path.folder()));
        if (above == null || !above.isDir()) {
            throw action.noFolder("Run the same command again: it recreates its folders.", cause);
        }
    }

    /** Deletes a file, a link, or a folder with all in it; one that is not there is no error. */
    void delete(ChannelSftp channel, StorePath path) throws SftpException {
        SftpATTRS attributes = attributes(channel, path);
        if (attributes == null) {
            return;
        }
        if (!attributes.isDir()) {
            channel.rm(remote(path));
            return;
        }
        int found;
        do { // of a folder with more names than one list holds, the first of them at a time
            List<ChannelSftp.LsEntry> children = children(channel, path);
            for (ChannelSftp.LsEntry child : children) {
                delete(channel, path.child(child.getFilename()));
            }
            found = children.size();
        } while (found > Store.MOST_NAMES);
        channel.rmdir(remote(path));
    }

    /** What the server can still take; empty if it cannot tell, because statvfs is an extension of OpenSSH's. */
    OptionalLong freeBytes() throws DepotException {
        ChannelSftp channel = connection.borrow();
        if (channel.getExtension(STATVFS) == null) {
            connection.giveBack(channel);
            return OptionalLong.empty();
        }
        try {
            SftpStatVFS space = channel.statVFS(remote(StorePath.of("")));
            connection.giveBack(channel);
            return space.getBlocks() == 0 // a store that is no disk
                    ? OptionalLong.empty()
                    : OptionalLong.of(space.getAvailBlocks() * space.getFragmentSize());
        } catch (SftpException e) {
            connection.discard(channel);
            return OptionalLong.empty();
        }
    }
}
