package io.dbferry.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How an object store is opened.
 *
 * @param endpoint empty for Amazon's own
 * @param region default {@code us-east-1}, which most servers take that are not Amazon's
 * @param pathStyle whether the bucket is a part of the path, not of the host's name
 * @param credentialsFile as {@code ~/.aws/credentials}; without one, the environment has the credentials
 * @param retryFor how long a server that cannot be reached is tried again
 */
public record ObjectsConfig(
        Optional<URI> endpoint,
        Optional<String> region,
        boolean pathStyle,
        Optional<Path> credentialsFile,
        Duration retryFor) {
    public static final ObjectsConfig DEFAULT =
            new ObjectsConfig(Optional.empty(), Optional.empty(), false, Optional.empty(), SshConfig.DEFAULT_RETRY_FOR);
}
