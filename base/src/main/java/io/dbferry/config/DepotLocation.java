package io.dbferry.config;

import java.nio.file.Path;

/** Where the depot is. */
public sealed interface DepotLocation {
    /** A folder of this machine. */
    record Folder(Path path) implements DepotLocation {
        public Folder {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("not absolute: " + path);
            }
        }
    }

    /** A folder of an SFTP account; absolute as the account sees it. */
    record Sftp(String user, String host, int port, String folder) implements DepotLocation {
        public Sftp {
            if (user.isEmpty() || host.isEmpty() || port < 1 || port > 65535 || !folder.startsWith("/")) {
                throw new IllegalArgumentException("sftp://" + user + "@" + host + ":" + port + folder);
            }
        }
    }
}
