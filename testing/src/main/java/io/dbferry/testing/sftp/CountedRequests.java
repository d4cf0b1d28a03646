package io.dbferry.testing.sftp;

import java.io.IOException;
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

    @Override
    public Command createSubsystem(ChannelSession channel) {
        return new SftpSubsystem(channel, this) {
            @Override
            protected void doProcess(Buffer buffer, int length, int type, int id) throws IOException {
                count(SftpConstants.getCommandMessageName(type).replace("SSH_FXP_", ""));
                super.doProcess(buffer, length, type, id);
            }
        };
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
