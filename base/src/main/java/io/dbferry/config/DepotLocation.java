package io.dbferry.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the depot is. */
public sealed interface DepotLocation {
    /** As an operator writes it. */
    String address();

    /** A folder of this machine. */
    record Folder(Path path) implements DepotLocation {
        public Folder {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("not absolute: " + path);
            }
        }

        @Override
        public String address() {
            return path.toString();
        }
    }

    /**
     * The keys of a bucket that begin with a prefix.
     *
     * @param prefix names with {@code /} between them; empty for the whole bucket
     */
    record Objects(String bucket, String prefix) implements DepotLocation {
        public Objects {
            if (bucket.isEmpty() || prefix.startsWith("/") || prefix.endsWith("/")) {
                throw new IllegalArgumentException("s3://" + bucket + "/" + prefix);
            }
        }

        @Override
        public String address() {
            return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
        }
    }

    /**
     * How an object store is opened.
     *
     * @param endpoint empty for Amazon's own
     * @param pathStyle whether the bucket is a part of the path, not of the host's name
     * @param credentialsFile as {@code ~/.aws/credentials}; without one, the environment has the credentials
     * @param retryFor how long a server that cannot be reached is tried again
     */
    record ObjectAccess(
            Optional<URI> endpoint,
            String region,
            boolean pathStyle,
            Optional<Path> credentialsFile,
            Duration retryFor) {}

    /** A folder of an SFTP account; absolute as the account sees it. */
    record Sftp(String user, String host, int port, String folder) implements DepotLocation {
        private static final int SSH = 22;

        public Sftp {
            if (user.isEmpty() || host.isEmpty() || port < 1 || port > 65535 || !folder.startsWith("/")) {
                throw new IllegalArgumentException("sftp://" + user + "@" + host + ":" + port + folder);
            }
        }

        @Override
        public String address() {
            return "sftp://" + user + "@" + host + (port == SSH ? "" : ":" + port) + folder;
        }
    }
}
