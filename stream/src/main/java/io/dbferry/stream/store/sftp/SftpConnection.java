package io.dbferry.stream.store.sftp;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpException;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The session with an SFTP server and its channels, one for each thing that goes on at the same time. A session that
 * broke is opened anew by the next {@link #borrow}. May be used by several threads.
 */
final class SftpConnection {
    private final SftpLogin login;
    private final StoreAction opening;
    private final Deque<ChannelSftp> idle = new ArrayDeque<>();
    private @Nullable Session session;

    SftpConnection(SftpLogin login) {
        this.login = login;
        this.opening = StoreAction.open(login.account().address());
    }

    /** A channel for the caller alone, who gives it back or discards it. */
    synchronized ChannelSftp borrow() throws DepotException {
        ChannelSftp waiting = idle.poll();
        while (waiting != null) {
            if (waiting.isConnected()) {
                return waiting;
            }
            waiting.disconnect();
            waiting = idle.poll();
        }
        return openChannel();
    }

    private ChannelSftp openChannel() throws DepotException {
        @Nullable Session open = session;
        try {
            if (open != null && open.isConnected()) {
                return openChannel(open);
            }
        } catch (JSchException e) {
            if ((e.getCause() == null || e.getCause() instanceof SftpException) && open.isConnected()) {
                throw noChannel(e);
            }
            // The session broke, which only its use has shown.
            open.disconnect();
        }
        Session fresh = login.open();
        session = fresh;
        try {
            return openChannel(fresh);
        } catch (JSchException e) {
            throw noChannel(e);
        }
    }

    private static ChannelSftp openChannel(Session session) throws JSchException {
        ChannelSftp channel = (ChannelSftp) session.openChannel("sftp");
        if (channel == null) { // so JSch says that the session broke just now
            throw new JSchException("the connection broke", new IOException("the session ended"));
        }
        channel.connect(Math.toIntExact(SftpLogin.CONNECT_TIMEOUT.toMillis()));
        return channel;
    }

    private DepotException noChannel(JSchException e) {
        if (e.getCause() instanceof SftpException) { // while the channel began: what came is no answer of SFTP's
            return opening.because(
                    Problem.ACCESS,
                    "the server sends something else where SFTP is to begin",
                    "A login script of the account prints text: let ~/.bashrc and the like print only in interactive shells,"
                            + " or set 'Subsystem sftp internal-sftp' in sshd_config. To see it: ssh "
                            + login.account().user() + "@" + login.account().host() + " true",
                    e);
        }
        return opening.because(
                Problem.UNREACHABLE,
                "the server opens no SFTP channel: " + e.getMessage(),
                "Check that SFTP is allowed for this account; the server's log may say more.",
                e);
    }

    synchronized void giveBack(ChannelSftp channel) {
        idle.push(channel);
    }

    /** Ends a channel that may hold answers to questions that nobody waits for any more. */
    void discard(ChannelSftp channel) {
        channel.disconnect();
    }

    synchronized void close() {
        idle.forEach(ChannelSftp::disconnect);
        idle.clear();
        if (session != null) {
            session.disconnect();
            session = null;
        }
    }
}
