package io.dbferry.postgres.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines {@code host:port:database:user:password} of a .pgpass file, as <a
 * href="https://www.postgresql.org/docs/current/libpq-pgpass.html">libpq's manual</a> defines them: {@code *} matches
 * anything, a backslash escapes a colon or itself, the first line that matches counts.
 */
final class PgPass {
    private static final int FIELDS = 5;

    private final List<String> lines;

    PgPass(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    /** The password for this database; a line for localhost is for every Unix socket too. */
    Optional<String> find(DatabaseUrl url) {
        return lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(PgPass::fields)
                .filter(fields -> fields.size() == FIELDS && matches(fields, url))
                .map(fields -> unescaped(fields.get(4)))
                .findFirst();
    }

    private static boolean matches(List<String> fields, DatabaseUrl url) {
        return (matches(fields.get(0), url.host()) || (url.isSocket() && matches(fields.get(0), "localhost")))
                && matches(fields.get(1), String.valueOf(url.port()))
                && matches(fields.get(2), url.database())
                && matches(fields.get(3), url.user());
    }

    private static boolean matches(String field, String value) {
        return field.equals("*") || unescaped(field).equals(value);
    }

    /** The fields with their escapes; the password is the rest of the line up to a colon that is not escaped. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == ':' && fields.size() < FIELDS) {
                fields.add(line.substring(start, i));
                start = i + 1;
            }
        }
        if (fields.size() < FIELDS) {
            fields.add(line.substring(start));
        }
        return fields;
    }

    private static String unescaped(String field) {
        return field.replaceAll("\\\\(.)", "$1");
    }
}
