package io.dbferry.postgres.catalog;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Patterns as {@code pg_dump --table} takes them: {@code *} and {@code ?} are wildcards, a dot parts schema and name, the
 * rest of regular expressions works too ({@code [a-s]*}, {@code a|b}), {@code $} stands for itself. Letters fold to lower
 * case, and characters have a meaning, unless they stand in double quotes. A pattern without a schema looks in the
 * schema public.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-PATTERNS">psql's patterns</a>
 */
public final class TablePatterns {
    private static final String SPECIAL = "|*+?()[]{}.^$\\-&";

    private static final Pattern CHARACTER_CLASS = Pattern.compile("\\[:(\\p{Alpha}+):]");

    private record Compiled(String written, Pattern schema, Pattern name) {
        boolean matches(TableName table) {
            return schema.matcher(table.schema()).matches()
                    && name.matcher(table.name()).matches();
        }
    }

    private final List<Compiled> patterns;

    private TablePatterns(List<Compiled> patterns) {
        this.patterns = patterns;
    }

    /** @throws DbferryException if one of them is none */
    public static TablePatterns of(List<String> written) {
        return new TablePatterns(written.stream().map(TablePatterns::compile).toList());
    }

    public boolean matches(TableName table) {
        return patterns.stream().anyMatch(p -> p.matches(table));
    }

    /** The patterns that match none of the tables, as written. */
    public List<String> matchingNothing(Catalog catalog) {
        return patterns.stream()
                .filter(p -> catalog.tables().stream().noneMatch(t -> p.matches(t.name())))
                .map(Compiled::written)
                .toList();
    }

    private static Compiled compile(String written) {
        if (written.startsWith("!")) {
            throw refused(
                    written,
                    "'!' excludes nothing",
                    "Name the tables that are not to travel with exclude: [\"" + written.substring(1) + "\"]");
        }
        List<String> parts = parts(written);
        if (parts.size() > 2) {
            throw refused(
                    written,
                    "it has more than one dot",
                    "Put a schema or a name that has a dot into double quotes: '\"a.b\".c'");
        }
        try {
            return new Compiled(
                    written, regex(parts.size() == 1 ? "public" : parts.get(0)), regex(parts.get(parts.size() - 1)));
        } catch (PatternSyntaxException e) {
            throw refused(
                    written,
                    e.getDescription().toLowerCase(Locale.ROOT),
                    "Put characters that stand for themselves into double quotes, as pg_dump has it");
        }
    }

    private static Pattern regex(String expression) {
        String posix = CHARACTER_CLASS.matcher(expression).replaceAll(TablePatterns::characterClass);
        return Pattern.compile(posix, Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);
    }

    /** {@code [:alpha:]} as Java has it. */
    private static String characterClass(MatchResult name) {
        String word = name.group(1);
        String java = word.equals("xdigit") ? "XDigit" : Character.toUpperCase(word.charAt(0)) + word.substring(1);
        return "\\\\p{" + java + "}";
    }

    /** The regular expressions of schema and name, or of the name alone. */
    private static List<String> parts(String written) {
        List<StringBuilder> parts = new ArrayList<>(List.of(new StringBuilder()));
        boolean quoted = false;
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            char next = i + 1 < written.length() ? written.charAt(i + 1) : 0;
            StringBuilder part = parts.get(parts.size() - 1);
            if (c == '"' && quoted && next == '"') {
                part.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (quoted) {
                part.append(SPECIAL.indexOf(c) >= 0 ? "\\" + c : String.valueOf(c));
            } else if (c == '.') {
                parts.add(new StringBuilder());
            } else if (c == '[' && next == ']') {
                part.append("\\[\\]"); // an array's brackets, as psql has it
                i++;
            } else {
                part.append(meaning(c));
            }
        }
        return parts.stream().map(StringBuilder::toString).toList();
    }

    private static String meaning(char c) {
        return switch (c) {
            case '*' -> ".*";
            case '?' -> ".";
            case '$' -> "\\$";
            case '&' -> "\\&"; // two of them would mean something in Java's brackets
            default -> String.valueOf(Character.toLowerCase(c));
        };
    }

    private static DbferryException refused(String written, String cause, String hint) {
        return new DbferryException(
                Failure.CONFIG, "cannot take '" + written + "' as a pattern of tables: " + cause, hint, null);
    }
}
