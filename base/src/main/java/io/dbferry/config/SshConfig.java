package io.dbferry.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How SFTP is opened.
 *
 * @param privateKey OpenSSH or PEM file; without one the SSH agent of {@code SSH_AUTH_SOCK} is asked
 * @param knownHosts default {@code ~/.ssh/known_hosts}
 * @param retryFor how long a server that cannot be reached is tried again
 */
public record SshConfig(Optional<Path> privateKey, Path knownHosts, Optional<Path> passphraseFile, Duration retryFor) {}
