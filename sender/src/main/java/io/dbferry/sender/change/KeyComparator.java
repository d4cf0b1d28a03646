package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An order of a table's keys that PostgreSQL and this program agree on, whatever the collation: integers by value, all
 * else by the UTF-8 bytes of its text. Integers come by the key's index, others are sorted by PostgreSQL.
 */
public record KeyComparator(Table table) {
    private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

    /** Whether the key is one integer. */
    public boolean integer() {
        return table.key().size() == 1 && INTEGERS.contains(type(table.key().get(0)));
    }

    private String type(String column) {
        return table.column(column).orElseThrow().type();
    }

    /** The key's columns with their types: keys of another signature are not comparable. */
    public String signature() {
        return table.key().stream().map(c -> Sql.quote(c) + " " + type(c)).collect(Collectors.joining(", "));
    }

    /** A query for the keys of all rows, in order, as text. */
    public String keys() {
        String order = table.key().stream()
                .map(c -> integer() ? "t." + Sql.quote(c) : "convert_to(" + text("t", c) + ", 'UTF8')")
                .collect(Collectors.joining(", "));
        return "SELECT " + texts("t") + " FROM " + ChangedKeys.from(table) + " t ORDER BY " + order;
    }

    /** The key's columns of a row, as text. */
    String texts(String alias) {
        return table.key().stream().map(c -> text(alias, c)).collect(Collectors.joining(", "));
    }

    /** By the output function, as in COPY: a cast to text strips blanks, or is somebody's own. */
    private static String text(String alias, String column) {
        return "concat(" + Sql.quoted(alias, column) + ")";
    }

    public int compare(List<String> left, List<String> right) {
        if (integer()) {
            return Long.compare(Long.parseLong(left.get(0)), Long.parseLong(right.get(0)));
        }
        for (int i = 0; i < left.size(); i++) {
            int order = Arrays.compareUnsigned(
                    left.get(i).getBytes(StandardCharsets.UTF_8), right.get(i).getBytes(StandardCharsets.UTF_8));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
