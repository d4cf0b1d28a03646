package io.dbferry.postgres.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database's address, read from a libpq-style URI as <a
 * href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS">libpq's manual</a> defines it,
 * less lists of hosts and passwords.
 *
 * @param host a name or an address without brackets, or the folder of a Unix socket if it starts with {@code /}
 * @param parameters libpq's, those of {@link #PARAMETERS} only
 */
public record DatabaseUrl(String user, String host, int port, String database, Map<String, String> parameters) {
    static final int DEFAULT_PORT = 5432;

    /** The parameters that may stand after {@code ?}, beside those that say where and who. */
    static final List<String> PARAMETERS =
            List.of("application_name", "connect_timeout", "options", "sslmode", "sslrootcert", "sslcert", "sslkey");

    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    public DatabaseUrl {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /**
     * Parses {@code postgresql://user@host:port/database?parameter=value}; every part may be missing. Without a host it
     * is the socket folder {@code /var/run/postgresql} where that exists, else localhost; without a user the one who
     * runs this program; without a database the one named like the user.
     *
     * @throws DbferryException with {@link Failure#CONFIG}; its message holds nothing secret
     */
    public static DatabaseUrl parse(String url) {
        return parse(url, Path.of("/var/run/postgresql"), System.getProperty("user.name", "postgres"));
    }

    static DatabaseUrl parse(String url, Path defaultSocketFolder, String systemUser) {
        int scheme = url.indexOf("://");
        if (scheme < 0 || !List.of("postgresql", "postgres").contains(url.substring(0, scheme))) {
            throw refused("it does not start with 'postgresql://'", "Write it as postgresql://user@host:5432/database");
        }
        Split query = Split.first(url.substring(scheme + 3), '?');
        Split path = Split.first(query.before(), '/');
        Map<String, String> given = parameters(query.after());
        authority(path.before(), given);
        if (!path.after().isEmpty()) {
            given.putIfAbsent("dbname", decoded(path.after()));
        }
        String host =
                removed(given, "host", Files.isDirectory(defaultSocketFolder) ? "" + defaultSocketFolder : "localhost");
        if (host.contains(",")) {
            throw refused("it names more than one host", "Name the server to connect to");
        }
        int port = port(removed(given, "port", "" + DEFAULT_PORT));
        String user = removed(given, "user", systemUser);
        String database = removed(given, "dbname", user);
        validate(given);
        return new DatabaseUrl(user, host, port, database, given);
    }

    /** Whether the host is the folder of a Unix socket. */
    public boolean isSocket() {
        return host.startsWith("/");
    }

    /** The URL with what was left out filled in and without its parameters; {@link #parse} reads it. */
    public String describe() {
        if (isSocket()) {
            String query = "?host=" + host + (port == DEFAULT_PORT ? "" : "&port=" + port);
            return "postgresql://" + user + "@/" + database + query;
        }
        return "postgresql://" + user + "@" + hostOfUri() + ":" + port + "/" + database;
    }

    /** The host as it stands in a URI: IPv6 addresses in brackets. */
    String hostOfUri() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static void authority(String authority, Map<String, String> given) {
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            String user = authority.substring(0, at);
            if (user.contains(":")) {
                throw holdsPassword();
            }
            putIfFilled(given, "user", user);
        }
        String address = authority.substring(at + 1);
        int bracket = address.indexOf(']');
        if (address.startsWith("[") && bracket > 0) {
            putIfFilled(given, "host", address.substring(1, bracket));
            address = address.substring(bracket + 1);
        }
        Split port = Split.first(address, ':');
        putIfFilled(given, "host", port.before());
        putIfFilled(given, "port", port.after());
    }

    /** A parameter after {@code ?} wins over the same thing before it, as in libpq. */
    private static void putIfFilled(Map<String, String> given, String key, String value) {
        if (!value.isEmpty()) {
            given.putIfAbsent(key, decoded(value));
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            Split split = Split.first(pair, '=');
            String key = decoded(split.before());
            if (key.equals("password")) {
                throw holdsPassword();
            }
            given.put(key, decoded(split.after()));
        }
        given.values().removeIf(String::isEmpty);
        return given;
    }

    private static void validate(Map<String, String> given) {
        given.forEach((key, value) -> {
            if (!PARAMETERS.contains(key)) {
                throw refused(
                        "unknown parameter '" + key + "'",
                        "Known are host, port, user, dbname, " + String.join(", ", PARAMETERS));
            }
            if (key.equals("sslmode") && !SSL_MODES.contains(value)) {
                throw refused("unknown sslmode '" + value + "'", "Known are " + String.join(", ", SSL_MODES));
            }
            if (key.equals("connect_timeout") && !value.matches("[0-9]{1,5}")) {
                throw refused("connect_timeout '" + value + "' is not a number of seconds", null);
            }
        });
    }

    private static int port(String port) {
        if (port.matches("[0-9]{1,5}")) {
            int number = Integer.parseInt(port);
            if (number >= 1 && number <= 65535) {
                return number;
            }
        }
        throw refused("port '" + port + "' is not a number from 1 to 65535", null);
    }

    private static String removed(Map<String, String> given, String key, String absent) {
        String value = given.remove(key);
        return value == null ? absent : value;
    }

    /** Percent-decoding; a plus sign stands for itself, unlike in a web form. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused("'" + text + "' is not percent-encoded", "Write a percent sign as %25");
        }
    }

    private static DbferryException holdsPassword() {
        return refused("it holds a password", "Put the password into ~/.pgpass, PGPASSWORD or database.password-file");
    }

    private static DbferryException refused(String cause, @Nullable String hint) {
        return new DbferryException(Failure.CONFIG, "cannot read database.url: " + cause, hint);
    }

    private record Split(String before, String after) {
        static Split first(String text, char separator) {
            int at = text.indexOf(separator);
            return at < 0 ? new Split(text, "") : new Split(text.substring(0, at), text.substring(at + 1));
        }
    }
}
