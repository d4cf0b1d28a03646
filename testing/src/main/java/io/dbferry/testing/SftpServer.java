package io.dbferry.testing;

import java.nio.file.Path;

/** An SFTP server of the tests, on 127.0.0.1: who can log in there, and what is known of it. */
public interface SftpServer extends AutoCloseable {
    String user();

    int port();

    /** A file in OpenSSH's format that knows the server. */
    Path knownHosts();

    @Override
    void close();
}
