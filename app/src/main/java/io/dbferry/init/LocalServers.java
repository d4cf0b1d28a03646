package io.dbferry.init;

import io.dbferry.init.find.ShellWord;
import io.dbferry.init.superuser.NetworkServer;
import io.dbferry.init.superuser.PostgresSocket;
import io.dbferry.postgres.connect.DatabaseUrl;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The PostgreSQL servers of this machine, and how a config names a database of them.
 *
 * @param role where root asks for another: every URL names it
 */
record LocalServers(Optional<String> role) {
    private static final String MAINTENANCE = "postgres";
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");

    /** A URL for each server, to ask for its databases. */
    List<String> maintenance() {
        if (role.isEmpty()) {
            return List.of("postgresql:///" + MAINTENANCE);
        }
        return PostgresSocket.all().stream()
                .map(socket -> socket.url(role.get(), MAINTENANCE))
                .toList();
    }

    /** What is typed for a database of the server that was asked by this URL: its name where that is enough. */
    String shown(String server, String name) {
        boolean usual = DatabaseUrl.parse(server).equals(DatabaseUrl.parse(url(MAINTENANCE)));
        return usual ? name : server.replaceFirst("/" + MAINTENANCE + "(\\?|$)", "/" + name + "$1");
    }

    /** A database of the server that is meant where none is named: the usual port, or the only one. */
    String url(String name) {
        if (role.isEmpty()) {
            return "postgresql:///" + name;
        }
        List<PostgresSocket> all = PostgresSocket.all();
        return all.stream()
                .filter(socket -> socket.port() == 5432 || all.size() == 1)
                .findFirst()
                .map(socket -> socket.url(role.get(), name))
                .orElse("postgresql://" + role.get() + "@/" + name);
    }

    /**
     * A URL that was given. By {@code --apply} the role is always ours; a server that listens on this machine alone is reached by
     * its socket, which needs no password.
     */
    String completed(String url) {
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        if (role.isEmpty()) {
            return url;
        }
        String host = parsed.host();
        if (LOOPBACK.contains(host)) {
            host = PostgresSocket.all().stream()
                    .filter(socket -> socket.port() == parsed.port())
                    .map(socket -> socket.folder().toString())
                    .findFirst()
                    .orElse(host);
        }
        if (!host.startsWith("/")) {
            return NetworkServer.as(role.get(), url);
        }
        return new DatabaseUrl(role.get(), host, parsed.port(), parsed.database(), Map.of()).describe();
    }

    String refused(String user, String cause) {
        if (role.isPresent()) {
            return cause;
        }
        String advice = user.equals("root")
                ? "; run init as the user that DbFerry will run as, or by root with --apply"
                : "; if it is here, 'runuser -u postgres -- createuser " + ShellWord.of(user)
                        + "' as root makes a role that init can look with";
        return "no database of this machine opens to '" + user + "' by itself" + advice;
    }
}
