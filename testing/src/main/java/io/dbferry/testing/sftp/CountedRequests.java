package io.dbferry.testing.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.extensions.openssh.AbstractOpenSSHExtensionParser.OpenSSHExtension;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * SFTP as Apache MINA's server speaks it, with a count of what it is asked, and with the faults that a test gives it. Safe for use
 * by several threads.
 */
public final class CountedRequests extends SftpSubsystemFactory {
    /** OpenSSH's PROTOCOL, 4.4: Apache MINA's server does not have it. */
    private static final String STATVFS = "statvfs@openssh.com";

    private final Map<String, Integer> counts = new TreeMap<>();
    private final SftpFaults faults = new SftpFaults();

    public SftpFaults faults() {
        return faults;
    }

    @Override
    public Command createSubsystem(ChannelSession channel) {
        return new SftpSubsystem(channel, this) {
            @Override
            public void start(ChannelSession channel, Environment environment) throws IOException {
                if (faults.greeting().isEmpty()) {
                    super.start(channel, environment);
                } else {
                    out.writeBuffer(new ByteArrayBuffer(faults.greeting().getBytes(StandardCharsets.UTF_8)));
                }
            }

            @Override
            protected void doProcess(Buffer buffer, int length, int type, int id) throws IOException {
                String request = SftpConstants.getCommandMessageName(type).replace("SSH_FXP_", "");
                count(request);
                Optional<SftpFaults.Status> refusal = faults.refusal(request);
                if (refusal.isPresent()) {
                    sendStatus(
                            prepareReply(buffer),
                            id,
                            refusal.get().code(),
                            refusal.get().message());
                    return;
                }
                if (type == SftpConstants.SSH_FXP_READ) {
                    lessen(ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available()));
                }
                super.doProcess(buffer, length, type, id);
            }

            @Override
            protected List<OpenSSHExtension> appendOpenSSHExtensions(Buffer buffer, ServerSession session) {
                if (faults.disk().isPresent()) {
                    buffer.putString(STATVFS);
                    buffer.putString("2");
                }
                return super.appendOpenSSHExtensions(buffer, session);
            }

            @Override
            protected void executeExtendedCommand(Buffer buffer, int id, String extension) throws IOException {
                if (extension.equals(STATVFS) && faults.disk().isPresent()) {
                    send(faults.disk().get().answer(prepareReply(buffer), id));
                } else {
                    super.executeExtendedCommand(buffer, id, extension);
                }
            }
        };
    }

    /** A READ is a handle, a place and a number of bytes. */
    private void lessen(ByteBuffer read) {
        int bytes = read.position() + Integer.BYTES + read.getInt(read.position()) + Long.BYTES;
        read.putInt(bytes, Math.min(read.getInt(bytes), faults.most()));
    }

    private synchronized void count(String request) {
        counts.merge(request, 1, Integer::sum);
    }

    /** The counts since the last call. */
    public synchronized Map<String, Integer> take() {
        Map<String, Integer> taken = new TreeMap<>(counts);
        counts.clear();
        return taken;
    }
}
