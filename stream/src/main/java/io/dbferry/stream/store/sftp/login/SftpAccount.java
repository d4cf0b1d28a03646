package io.dbferry.stream.store.sftp.login;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an SFTP depot is and how to log in there.
 *
 * @param folder absolute, as the account sees it
 * @param privateKey an OpenSSH or PEM file; without one the SSH agent of {@code SSH_AUTH_SOCK} is asked
 * @param passphraseFile its first line opens the private key
 * @param knownHosts OpenSSH's {@code known_hosts}; a file that does not exist knows no host
 */
public record SftpAccount(
        String user,
        String host,
        int port,
        String folder,
        Optional<Path> privateKey,
        Optional<Path> passphraseFile,
        Path knownHosts) {
    /** The port that an address without one means. */
    static final int DEFAULT_PORT = 22;

    public SftpAccount {
        if (!folder.startsWith("/")) {
            throw new IllegalArgumentException("not an absolute folder: '" + folder + "'");
        }
    }

    /** The account as an address: {@code sftp://user@host[:port]/folder}. */
    public String address() {
        return "sftp://" + user + "@" + host + (port == DEFAULT_PORT ? "" : ":" + port) + folder;
    }
}
