package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.sftp.login.SftpAccount;
import io.dbferry.testing.SftpServer;
import java.nio.file.Path;
import java.util.Optional;

/** Accounts on the tests' servers. */
public final class TestAccount {
    private TestAccount() {}

    /** An account with a folder as the depot. */
    public static SftpAccount on(SftpServer server, Path folder, Path privateKey) {
        return new SftpAccount(
                server.user(),
                "127.0.0.1",
                server.port(),
                folder.toString(),
                Optional.of(privateKey),
                Optional.empty(),
                server.knownHosts());
    }
}
