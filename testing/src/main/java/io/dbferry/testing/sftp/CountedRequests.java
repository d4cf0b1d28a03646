package io.dbferry.testing.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** SFTP as Apache MINA's server speaks it, with a count of what it is asked. Safe for use by several threads. */
public final class CountedRequests extends SftpSubsystemFactory {
    private final Map<String, Integer> counts = new TreeMap<>();
    private volatile int most = Integer.MAX_VALUE;

    /** From now on, a READ gets no more bytes, however many it asks for. */
    public void giveAtMost(int bytes) {
        most = bytes;
    }

    @Override
    public Command createSubsystem(ChannelSession channel) {
        return new SftpSubsystem(channel, this) {
            @Override
            protected void doProcess(Buffer buffer, int length, int type, int id) throws IOException {
                count(SftpConstants.getCommandMessageName(type).replace("SSH_FXP_", ""));
                if (type == SftpConstants.SSH_FXP_READ) {
                    lessen(ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available()));
                }
                super.doProcess(buffer, length, type, id);
            }
        };
    }

    /** A READ is a handle, a place and a number of bytes. */
    private void lessen(ByteBuffer read) {
        int bytes = read.position() + Integer.BYTES + read.getInt(read.position()) + Long.BYTES;
        read.putInt(bytes, Math.min(read.getInt(bytes), most));
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
