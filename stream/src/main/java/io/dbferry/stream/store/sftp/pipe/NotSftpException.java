package io.dbferry.stream.store.sftp.pipe;

import java.io.IOException;

/** What the server sent is not what SFTP allows there. */
public final class NotSftpException extends IOException {
    private static final long serialVersionUID = 1L;

    NotSftpException(String message) {
        super(message);
    }

    NotSftpException(String message, Throwable cause) {
        super(message, cause);
    }
}
