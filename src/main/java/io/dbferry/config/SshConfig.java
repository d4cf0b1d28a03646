package io.dbferry.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How SFTP is opened.
 *
 * @param privateKey OpenSSH or PEM file; without one the SSH agent of {@code SSH_AUTH_SOCK} is asked
 * @param knownHosts default {@code ~/.ssh/known_hosts}
 */
public record SshConfig(Optional<Path> privateKey, Path knownHosts, Optional<Path> passphraseFile) {}
