package io.dbferry.stream.store.sftp;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpException;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.retry.StoreAction;

/** Puts what JSch throws while it talks SFTP into the depot's words. */
public final class SftpFailure {
    /**
     * SSH_FX_NO_SPACE_ON_FILESYSTEM and SSH_FX_QUOTA_EXCEEDED of draft-ietf-secsh-filexfer-13, which some servers
     * answer although version 3 has no such code.
     */
    private static final int NO_SPACE = 14;

    private static final int QUOTA_EXCEEDED = 15;

    private SftpFailure() {}

    static boolean isMissing(SftpException e) {
        return e.id == ChannelSftp.SSH_FX_NO_SUCH_FILE;
    }

    /** Whether the server answered at all; JSch wraps what breaks the connection and sets it as the cause. */
    static boolean isAnswer(SftpException e) {
        return e.getCause() == null && e.id != ChannelSftp.SSH_FX_CONNECTION_LOST;
    }

    static DepotException of(StoreAction action, SftpException e) {
        if (!isAnswer(e)) {
            return broken(action, e);
        }
        if (e.id == ChannelSftp.SSH_FX_PERMISSION_DENIED) {
            return action.noRight(e);
        }
        if (e.id == NO_SPACE || e.id == QUOTA_EXCEEDED || StoreAction.saysFull(e.getMessage())) {
            return action.full(e);
        }
        return action.because(
                Problem.ACCESS,
                "the server answers '" + e.getMessage() + "'",
                "Look into the server's log, and at the rights and the free space of the folder.",
                e);
    }

    public static DepotException broken(StoreAction action, Throwable thrown) {
        return action.because(
                Problem.UNREACHABLE,
                "the connection broke",
                "Run the same command again when the server can be reached.",
                thrown);
    }
}
