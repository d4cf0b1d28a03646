package io.dbferry.stream.store.sftp;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.ReadContent;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.ResumedContent;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A file on its way to an SFTP server. */
record SftpUpload(StorePath path, SftpFolder folder, StoreAction action) {
    /** Writes behind the first bytes of a file, or it whole, and compares its length with what was written. */
    long append(long from, InputStream content) throws IOException {
        if (from == 0) {
            there();
        }
        return write(from, content);
    }

    /**
     * Bytes of the file that stands there; 0 if nothing does.
     *
     * @throws DepotException if it is no file
     */
    long there() throws DepotException {
        SftpATTRS there = attributes();
        if (there != null && !there.isReg()) {
            throw action.notAFile(path);
        }
        return there == null ? 0 : there.getSize();
    }

    /** The same as {@link #append} where {@link #there} was just asked. */
    long write(long from, InputStream content) throws IOException {
        long written = from + transfer(content, from);
        SftpATTRS there = attributes();
        long reported = there == null ? 0 : there.getSize();
        if (reported != written) {
            throw action.shortened(written, reported);
        }
        return written;
    }

    private @Nullable SftpATTRS attributes() throws DepotException {
        return folder.ask(action, channel -> folder.attributes(channel, path));
    }

    private long transfer(InputStream content, long from) throws IOException {
        ReadContent counted = new ReadContent(content);
        ResumedContent resumed = new ResumedContent(counted, from);
        ChannelSftp channel = folder.connection().borrow();
        try {
            channel.put(resumed, folder.remote(path), from == 0 ? ChannelSftp.OVERWRITE : ChannelSftp.RESUME);
            folder.connection().giveBack(channel);
            return counted.bytes();
        } catch (SftpException e) {
            folder.connection().discard(channel);
            if (counted.failure() != null) {
                throw counted.failure();
            }
            if (resumed.otherLength() >= 0) {
                throw action.otherLength(from, resumed.otherLength());
            }
            throw failure(e);
        }
    }

    /** Finds out why the server took no file, or not all of it; its own answer is but "failure". */
    private DepotException failure(SftpException e) throws DepotException {
        if (SftpFailure.isAnswer(e)) {
            folder.requireAbove(path, action, e);
            OptionalLong free = folder.freeBytes();
            if (free.isPresent() && StoreAction.isFull(free.getAsLong())) {
                return action.full(e);
            }
        }
        return SftpFailure.of(action, e);
    }
}
