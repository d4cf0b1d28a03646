package io.dbferry.init.superuser;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.connect.DatabaseUrl;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A PostgreSQL server of this machine, found by its socket.
 *
 * @param owner the user that the server runs as, who is its superuser
 */
public record PostgresSocket(Path folder, int port, String owner) {
    private static final List<Path> FOLDERS = List.of(Path.of("/var/run/postgresql"), Path.of("/tmp"));
    private static final String NAME = ".s.PGSQL.";

    /** The sockets in the usual places, by port. */
    public static List<PostgresSocket> all() {
        List<PostgresSocket> found = new ArrayList<>();
        for (Path folder : FOLDERS) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, NAME + "*[0-9]")) {
                for (Path entry : entries) {
                    int port =
                            Integer.parseInt(String.valueOf(entry.getFileName()).substring(NAME.length()));
                    found.add(new PostgresSocket(
                            folder, port, Files.getOwner(entry).getName()));
                }
            } catch (IOException e) {
                continue; // no such folder
            }
        }
        found.sort(java.util.Comparator.comparingInt(PostgresSocket::port));
        return found;
    }

    /** The one that a URL means, which must be on this machine. */
    public static PostgresSocket of(DatabaseUrl url) {
        Path socket = Path.of(url.host(), NAME + url.port());
        if (!url.isSocket()) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot set up " + url.describe()
                            + " by --apply: it is reached over the network, where root of this" + " machine is nobody",
                    "Run init without --apply: it prints what is to be done there");
        }
        try {
            return new PostgresSocket(
                    Path.of(url.host()), url.port(), Files.getOwner(socket).getName());
        } catch (IOException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot set up " + url.describe() + ": there is no socket '" + socket + "'",
                    "Start PostgreSQL, or name the right port: --database 'postgresql:///NAME?port=5433'",
                    e);
        }
    }

    /** The superuser to name in lines to paste; {@code postgres} where it cannot be seen. */
    public static String ownerOf(DatabaseUrl url) {
        try {
            return url.isSocket() ? of(url).owner() : "postgres";
        } catch (DbferryException e) {
            return "postgres";
        }
    }

    /** A database of it, as a config of this user would name it. */
    public String url(String user, String encodedDatabase) {
        boolean usual = folder.equals(FOLDERS.get(0));
        List<String> query = new ArrayList<>();
        if (!usual) {
            query.add("host=" + folder);
        }
        if (port != 5432) {
            query.add("port=" + port);
        }
        return "postgresql://" + user + "@/" + encodedDatabase + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    /** What {@link RelayedSockets} takes. */
    public String relay() {
        return owner + ":" + folder.resolve(NAME + port);
    }
}
