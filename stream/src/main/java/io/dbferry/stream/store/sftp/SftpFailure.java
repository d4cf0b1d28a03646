package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** Puts what an SFTP server answers, and what breaks before it does, into the depot's words. */
public final class SftpFailure {
    private SftpFailure() {}

    static boolean isMissing(SftpException e) {
        return e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE;
    }

    static DepotException of(StoreAction action, IOException e) {
        if (!(e instanceof SftpException answer)) {
            return broken(action, e);
        }
        return switch (answer.getStatus()) {
            case SftpConstants.SSH_FX_CONNECTION_LOST, SftpConstants.SSH_FX_NO_CONNECTION -> broken(action, e);
            case SftpConstants.SSH_FX_PERMISSION_DENIED -> action.noRight(e);
            // Codes of draft-ietf-secsh-filexfer-13, which some servers answer although version 3 has none for it.
            case SftpConstants.SSH_FX_NO_SPACE_ON_FILESYSTEM, SftpConstants.SSH_FX_QUOTA_EXCEEDED -> action.full(e);
            default -> StoreAction.saysFull(e.getMessage()) ? action.full(e) : refused(action, answer);
        };
    }

    private static DepotException refused(StoreAction action, SftpException answer) {
        return action.because(
                Problem.ACCESS,
                "the server answers '" + answer.getMessage() + "'",
                "Look into the server's log, and at the rights and the free space of the folder.",
                answer);
    }

    public static DepotException broken(StoreAction action, Throwable thrown) {
        return action.because(
                Problem.UNREACHABLE,
                "the connection broke",
                "Run the same command again when the server can be reached.",
                thrown);
    }
}
