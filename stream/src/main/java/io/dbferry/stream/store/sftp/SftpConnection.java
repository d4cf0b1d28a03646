package io.dbferry.stream.store.sftp;

import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.retry.StoreAction;
import io.dbferry.stream.store.sftp.login.SftpLogin;
import io.dbferry.stream.store.sftp.pipe.NotSftpException;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session with an SFTP server and its channel, on which all questions go. One that broke is opened anew by the next
 * {@link #channel}. May be used by several threads.
 */
final class SftpConnection {
    private final SftpLogin login;
    private final StoreAction opening;
    private @Nullable Session session;
    private @Nullable SftpChannel channel;

    SftpConnection(SftpLogin login) {
        this.login = login;
        this.opening = StoreAction.open(login.account().address());
    }

    synchronized SftpChannel channel() throws DepotException {
        SftpChannel open = channel;
        if (open == null || !open.isOpen()) {
            open = open();
            channel = open;
        }
        return open;
    }

    /** The channel, if there is one that did not break. */
    synchronized Optional<SftpChannel> ifOpen() {
        return Optional.ofNullable(channel).filter(SftpChannel::isOpen);
    }

    private SftpChannel open() throws DepotException {
        @Nullable Session before = session;
        if (before != null && before.isConnected()) {
            try {
                return SftpChannel.open(before, SftpLogin.CONNECT_TIMEOUT);
            } catch (JSchException | IOException e) {
                if (before.isConnected() && !(e.getCause() instanceof IOException)) {
                    throw noChannel(e);
                }
                // The session broke, which only its use has shown.
                before.disconnect();
            }
        }
        Session fresh = login.open();
        session = fresh;
        try {
            return SftpChannel.open(fresh, SftpLogin.CONNECT_TIMEOUT);
        } catch (JSchException | IOException e) {
            throw noChannel(e);
        }
    }

    private DepotException noChannel(Exception e) {
        if (e instanceof NotSftpException || e.getCause() instanceof NotSftpException) {
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

    synchronized void close() {
        if (channel != null) {
            channel.close();
            channel = null;
        }
        if (session != null) {
            session.disconnect();
            session = null;
        }
    }
}
