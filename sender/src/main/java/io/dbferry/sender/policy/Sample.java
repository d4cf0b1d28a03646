package io.dbferry.sender.policy;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A share of a table's rows, chosen by a hash of some of their columns: the same rows each time, and the same values in all tables.
 * PostgreSQL's hash of text is the one by which it distributes rows to partitions, so it stays from version to version.
 *
 * @param by as written; null for the key
 * @param where what the rows must meet too, as written; null for nothing
 */
record Sample(
        BigDecimal percent, @Nullable String by, @Nullable String where) {
    static final String FORM = "sample 10% by COLUMN where CONDITION";

    private static final Pattern BEGINNING = Pattern.compile("(?is)\\s*sample\\s+[\\d.].*");
    private static final Pattern WHOLE = Pattern.compile(
            "(?is)\\s*sample\\s+(\\d{1,2}(?:\\.\\d{1,6})?)\\s*%(?:\\s+by\\s+(.+?))?(?:\\s+where\\s+(.+))?\\s*");

    /** Their text is the same in every session. */
    private static final Set<String> TYPES = Set.of("smallint", "integer", "bigint", "uuid", "text");

    private static final Pattern TEXT = Pattern.compile("character(?: varying)?(?:\\(\\d+\\))?");

    private static final int PARTS = 1 << 20;

    /** Whether the text means a sample, written well or not. */
    static boolean isMeant(String written) {
        return BEGINNING.matcher(written).matches();
    }

    /** Reads one; empty if it is not written as {@link #FORM}. */
    static Optional<Sample> parse(String written) {
        Matcher matcher = WHOLE.matcher(written);
        return matcher.matches() && new BigDecimal(matcher.group(1)).signum() > 0
                ? Optional.of(new Sample(new BigDecimal(matcher.group(1)), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    /** The names of the columns that choose. */
    List<String> columns(Table table) {
        return by == null
                ? table.key()
                : Arrays.stream(by.split(",")).map(Sample::name).toList();
    }

    private static String name(String written) {
        String name = written.strip();
        return name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name;
    }

    /** Why the table cannot be sampled so; empty if it can. */
    Optional<String> obstacle(Table table) {
        if (columns(table).isEmpty()) {
            return Optional.of("it has no key, so the sample needs a column");
        }
        for (String name : columns(table)) {
            Optional<Column> column = table.column(name);
            if (column.isEmpty()) {
                return Optional.of("it has no column '" + name + "'");
            }
            String type = column.get().type();
            if (!TYPES.contains(type) && !TEXT.matcher(type).matches()) {
                return Optional.of("a sample is by integers, uuids and texts, not by " + type);
            }
        }
        return Optional.empty();
    }

    /** The condition; a row with a null in one of the columns does not meet it. */
    String sql(Table table) {
        String text = columns(table).stream()
                .map(name -> Sql.quote(name) + "::text")
                .collect(Collectors.joining(" || ',' || "));
        long parts = percent.movePointLeft(2)
                .multiply(BigDecimal.valueOf(PARTS))
                .setScale(0, RoundingMode.UP)
                .longValue();
        return "(hashtextextended((" + text + ") COLLATE \"C\", 0) & " + (PARTS - 1) + ") < " + parts;
    }
}
