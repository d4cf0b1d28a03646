package io.dbferry.config;

import java.nio.file.Path;

/** Where the depot is. */
public sealed interface DepotLocation {
    /** A folder of this machine. */
    record Folder(Path path) implements DepotLocation {}

    /** A folder of an SFTP account; absolute as the account sees it. */
    record Sftp(String user, String host, int port, String folder) implements DepotLocation {}
}
