package io.dbferry.postgres.catalog;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names and texts as they are written in SQL. */
public final class Sql {
    private Sql() {}

    /** The identifier in double quotes, whatever characters it has. */
    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** The text as a literal, for where a parameter is not possible. */
    public static String literal(String text) {
        String quoted = '\'' + text.replace("'", "''") + '\'';
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }

    /** Quoted names with commas between them. */
    public static String list(Collection<String> identifiers) {
        return identifiers.stream().map(Sql::quote).collect(Collectors.joining(", "));
    }

    /** A quoted name of a row variable ({@code t."a"}). */
    public static String quoted(String alias, String identifier) {
        return alias + "." + quote(identifier);
    }

    /** Quoted names of one row variable ({@code t."a", t."b"}). */
    public static String list(String alias, Collection<String> identifiers) {
        return identifiers.stream().map(name -> quoted(alias, name)).collect(Collectors.joining(", "));
    }
}
