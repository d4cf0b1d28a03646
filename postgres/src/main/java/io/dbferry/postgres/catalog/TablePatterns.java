package io.dbferry.postgres.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Patterns as {@code pg_dump --table} takes them: {@code *} and {@code ?} are wildcards, a dot parts schema and name,
 * letters fold to lower case unless in double quotes. A pattern without a schema looks in the schema public.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-PATTERNS">psql's patterns</a>
 */
public final class TablePatterns {
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
        List<StringBuilder> parts = new ArrayList<>(List.of(new StringBuilder()));
        boolean quoted = false;
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            StringBuilder part = parts.get(parts.size() - 1);
            if (c == '"') {
                if (quoted && i + 1 < written.length() && written.charAt(i + 1) == '"') {
                    part.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (!quoted && c == '.' && parts.size() == 1) {
                parts.add(new StringBuilder());
            } else {
                part.append(regex(c, quoted));
            }
        }
        Pattern name = Pattern.compile(parts.get(parts.size() - 1).toString(), Pattern.DOTALL);
        Pattern schema = parts.size() == 1
                ? Pattern.compile("public")
                : Pattern.compile(parts.get(0).toString());
        return new Compiled(written, schema, name);
    }

    private static String regex(char c, boolean quoted) {
        if (!quoted && c == '*') {
            return ".*";
        }
        if (!quoted && c == '?') {
            return ".";
        }
        char folded = quoted ? c : Character.toLowerCase(c);
        return Character.isLetterOrDigit(folded) || folded == '_' || folded > 127
                ? String.valueOf(folded)
                : "\\" + folded;
    }
}
