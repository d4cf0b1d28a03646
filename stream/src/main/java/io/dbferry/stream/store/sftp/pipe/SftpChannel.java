package io.dbferry.stream.store.sftp.pipe;

import com.jcraft.jsch.ChannelSubsystem;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.impl.SftpResponse;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to an SFTP server. Each method asks one and returns at once; what is asked together before an answer is taken
 * costs one way there and back. The server answers in the order of the questions. May be used by several threads.
 */
public final class SftpChannel implements AutoCloseable {
    /** As much as servers read and write at once; OpenSSH's own client asks for as much. */
    public static final int PIECE_BYTES = 32 * 1024;
    /** Pieces of a file that may be on their way: 1 MB. */
    public static final int PIECES = 32;

    /** OpenSSH's PROTOCOL, 4.3: as rename(2), which replaces a file of the new name in one step. */
    private static final String POSIX_RENAME = "posix-rename@openssh.com";
    /** OpenSSH's PROTOCOL, 4.4. */
    private static final String STATVFS = "statvfs@openssh.com";

    private static final int WINDOW_BYTES = 2 * PIECES * PIECE_BYTES;
    private static final Logger LOG = LoggerFactory.getLogger(SftpChannel.class);

    private final ChannelSubsystem channel;
    private final SftpPipe pipe;
    private final SftpPackets packets;

    private SftpChannel(ChannelSubsystem channel, SftpPipe pipe) {
        this.channel = channel;
        this.pipe = pipe;
        this.packets = new SftpPackets(pipe);
    }

    /**
     * Opens a channel of a session and begins to speak SFTP.
     *
     * @param most how long each step of it may take
     * @throws JSchException if the server opens no channel
     * @throws NotSftpException if something else than SFTP comes
     */
    public static SftpChannel open(Session session, Duration most) throws JSchException, IOException {
        ChannelSubsystem channel = (ChannelSubsystem) session.openChannel("subsystem");
        if (channel == null) { // so JSch says that the session broke just now
            throw new IOException("the session ended");
        }
        channel.setSubsystem("sftp");
        channel.setLocalWindowSizeMax(WINDOW_BYTES);
        channel.setLocalPacketSize(PIECE_BYTES);
        SftpPipe pipe = new SftpPipe(channel.getOutputStream());
        channel.setOutputStream(new PacketStream(pipe));
        SftpChannel opened = new SftpChannel(channel, pipe);
        try {
            channel.connect(Math.toIntExact(most.toMillis()));
            opened.packets.begin(most);
            return opened;
        } catch (JSchException | IOException | RuntimeException e) {
            channel.disconnect();
            throw e;
        }
    }

    public boolean isOpen() {
        return pipe.isOpen() && channel.isConnected();
    }

    /** Looks at a path, at a link itself; empty if nothing is there. */
    public Reply<Optional<Found>> lstat(String path) throws IOException {
        return packets.ask(SftpConstants.SSH_FXP_LSTAT, text(path), this::found);
    }

    /** Looks at what a path leads to. */
    public Reply<Optional<Found>> stat(String path) throws IOException {
        return packets.ask(SftpConstants.SSH_FXP_STAT, text(path), this::found);
    }

    /** Looks at an open file. */
    public Reply<Optional<Found>> stat(FileHandle handle) throws IOException {
        return packets.ask(SftpConstants.SSH_FXP_FSTAT, of(handle), this::found);
    }

    private Optional<Found> found(SftpResponse answer) throws IOException {
        try {
            SftpClient.Attributes attributes = packets.attributes(answer);
            // Apache MINA's server answers without a word for what would be below a file.
            return attributes.getFlags().isEmpty() ? Optional.empty() : Optional.of(Found.of(attributes));
        } catch (SftpException e) {
            if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @param modes the protocol's SSH_FXF_… */
    public Reply<FileHandle> open(String path, int modes) throws IOException {
        Buffer body = text(path);
        body.putInt(modes);
        body.putInt(0); // no attributes: the server's umask
        return packets.ask(SftpConstants.SSH_FXP_OPEN, body, this::opened);
    }

    public Reply<FileHandle> openFolder(String path) throws IOException {
        return packets.ask(SftpConstants.SSH_FXP_OPENDIR, text(path), this::opened);
    }

    private FileHandle opened(SftpResponse answer) throws IOException {
        return new FileHandle(packets.handle(answer));
    }

    public Reply<Done> close(FileHandle handle) throws IOException {
        return packets.ask(SftpConstants.SSH_FXP_CLOSE, of(handle), packets::done);
    }

    /** Closes what was only read: the answer says nothing, and with a broken connection nothing is open. */
    public void letGo(FileHandle handle) {
        try {
            close(handle).forget();
            flush();
        } catch (IOException e) {
            return; // the next question finds the connection broken and says so
        }
    }

    /** Closes what has perhaps been opened, and was not to be. */
    public void letGo(Reply<FileHandle> opening) throws IOException {
        try {
            letGo(opening.take());
        } catch (SftpException e) {
            return; // it was not opened
        }
    }

    /** Some of the names in a folder; none behind the last. */
    public Reply<List<Found.Named>> read(FileHandle folder) throws IOException {
        return packets.ask(SftpConstants.SSH_FXP_READDIR, of(folder), packets::names);
    }

    /** Some bytes of a file, at most {@code count}; none behind the last. */
    public Reply<ByteBuffer> read(FileHandle file, long from, int count) throws IOException {
        Buffer body = of(file);
        body.putLong(from);
        body.putInt(count);
        return packets.ask(SftpConstants.SSH_FXP_READ, body, answer -> data(answer, count));
    }

    private ByteBuffer data(SftpResponse answer, int count) throws IOException {
        if (packets.isEnd(answer)) {
            return ByteBuffer.allocate(0);
        }
        SftpPackets.require(SftpConstants.SSH_FXP_DATA, answer);
        Buffer body = answer.getBuffer();
        int bytes = body.getInt();
        if (bytes < 1 || bytes > count || bytes > body.available()) {
            throw new NotSftpException(bytes + " bytes where " + count + " were asked for");
        }
        return ByteBuffer.wrap(body.array(), body.rpos(), bytes);
    }

    public Reply<Done> write(FileHandle file, long from, byte[] bytes, int offset, int count) throws IOException {
        Buffer body = new ByteArrayBuffer(count + 128, false);
        body.putBytes(file.id());
        body.putLong(from);
        body.putBytes(bytes, offset, count);
        return packets.ask(SftpConstants.SSH_FXP_WRITE, body, packets::done);
    }

    public Reply<Done> makeFolder(String path) throws IOException {
        Buffer body = text(path);
        body.putInt(0);
        return packets.ask(SftpConstants.SSH_FXP_MKDIR, body, packets::done);
    }

    public Reply<Done> remove(String file) throws IOException {
        return packets.ask(SftpConstants.SSH_FXP_REMOVE, text(file), packets::done);
    }

    public Reply<Done> removeFolder(String path) throws IOException {
        return packets.ask(SftpConstants.SSH_FXP_RMDIR, text(path), packets::done);
    }

    /** Renames; POSIX's way where {@link #replaces} says that the server has it, by the protocol's own elsewhere. */
    public Reply<Done> rename(String from, String to) throws IOException {
        Buffer body = replaces() ? text(POSIX_RENAME) : new ByteArrayBuffer();
        body.putString(from);
        body.putString(to);
        int type = replaces() ? SftpConstants.SSH_FXP_EXTENDED : SftpConstants.SSH_FXP_RENAME;
        return packets.ask(type, body, packets::done);
    }

    /** Whether a rename replaces a file of the new name. */
    public boolean replaces() {
        return packets.getServerExtensions().containsKey(POSIX_RENAME);
    }

    /** What the disk of a path can still take; empty if the server does not tell, because this is an extension of OpenSSH's. */
    public Optional<Reply<OptionalLong>> freeBytes(String path) throws IOException {
        if (!packets.getServerExtensions().containsKey(STATVFS)) {
            return Optional.empty();
        }
        Buffer body = text(STATVFS);
        body.putString(path);
        return Optional.of(packets.ask(SftpConstants.SSH_FXP_EXTENDED, body, this::free));
    }

    private OptionalLong free(SftpResponse answer) throws IOException {
        packets.isEnd(answer);
        SftpPackets.require(SftpConstants.SSH_FXP_EXTENDED_REPLY, answer);
        Buffer body = answer.getBuffer();
        body.getLong(); // the size of a block, which only says how to read best
        long unit = body.getLong();
        long blocks = body.getLong();
        body.getLong(); // those free, of which some are root's
        long available = body.getLong();
        return blocks == 0 ? OptionalLong.empty() : OptionalLong.of(available * unit); // a store that is no disk
    }

    private static Buffer text(String text) {
        Buffer body = new ByteArrayBuffer();
        body.putString(text);
        return body;
    }

    private static Buffer of(FileHandle handle) {
        Buffer body = new ByteArrayBuffer();
        body.putBytes(handle.id());
        return body;
    }

    /** Sends what was asked, without waiting. */
    public void flush() throws IOException {
        pipe.flush();
    }

    /** Ends the channel, and all who wait for an answer. */
    @Override
    public void close() {
        if (pipe.isOpen()) {
            LOG.atDebug()
                    .addKeyValue("event", "sftp-closed")
                    .addKeyValue("requests", pipe.requests())
                    .addKeyValue("round-trips", pipe.roundTrips())
                    .log("SFTP: {} requests in {} round trips", pipe.requests(), pipe.roundTrips());
        }
        channel.disconnect();
        packets.close();
    }
}
