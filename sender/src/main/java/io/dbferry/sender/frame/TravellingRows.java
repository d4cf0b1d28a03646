package io.dbferry.sender.frame;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.copy.HeapRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a range as they may leave, as lines of COPY text. Where a policy hashes text, COPY brings the text and the hash is
 * computed here: PostgreSQL takes seven times as long for it. Nobody else sees such lines before.
 */
public final class TravellingRows {
    private static final byte[] NULL = {'\\', 'N'};

    private final CopyOut copy;
    private final TextRules rules;

    private TravellingRows(CopyOut copy, TextRules rules) {
        this.copy = copy;
        this.rules = rules;
    }

    public static TravellingRows read(Connection connection, HeapRange range) throws SQLException {
        Table table = range.table();
        CopyOut copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(range.copyBeforeTextRules(table.carriedNames()));
        return new TravellingRows(copy, TextRules.of(table.carried()));
    }

    /** The next line with its end; null behind the last. */
    public byte @Nullable [] next() throws SQLException {
        byte[] line = copy.readFromCopy();
        return line == null ? null : rules.applied(line);
    }

    /**
     * What the fields of a line become.
     *
     * @param byField null for a field that stays; there are none behind the last that changes
     */
    record TextRules(List<@Nullable UnaryOperator<byte[]>> byField) {
        static TextRules of(List<Column> columns) {
            List<@Nullable UnaryOperator<byte[]>> rules = new ArrayList<>();
            int last = 0;
            for (Column column : columns) {
                rules.add(column.textTravelsAs());
                last = column.textTravelsAs() == null ? last : rules.size();
            }
            return new TextRules(rules.subList(0, last));
        }

        byte[] applied(byte[] line) {
            if (byField.isEmpty()) {
                return line;
            }
            List<Change> changes = new ArrayList<>(byField.size());
            int length = line.length;
            int from = 0;
            for (UnaryOperator<byte[]> rule : byField) {
                int end = endOfField(line, from);
                if (rule != null && !isNull(line, from, end)) {
                    Change change = new Change(from, end, rule.apply(text(line, from, end)));
                    changes.add(change);
                    length += change.value().length - (end - from);
                }
                from = end + 1;
            }
            return changed(line, changes, new byte[length]);
        }

        /** A field that becomes another value. */
        private record Change(int from, int end, byte[] value) {}

        private static byte[] changed(byte[] line, List<Change> changes, byte[] result) {
            int taken = 0;
            int length = 0;
            for (Change change : changes) {
                int before = change.from() - taken;
                System.arraycopy(line, taken, result, length, before);
                System.arraycopy(change.value(), 0, result, length + before, change.value().length);
                length += before + change.value().length;
                taken = change.end();
            }
            System.arraycopy(line, taken, result, length, line.length - taken);
            return result;
        }

        /** A tab or a line's end always ends a field: within a value they are written with a backslash. */
        private static int endOfField(byte[] line, int from) {
            int end = from;
            while (line[end] != '\t' && line[end] != '\n') {
                end++;
            }
            return end;
        }

        private static boolean isNull(byte[] line, int from, int end) {
            return end - from == NULL.length && line[from] == NULL[0] && line[from + 1] == NULL[1];
        }

        /** The value, without what COPY's text format writes with a backslash. */
        private static byte[] text(byte[] line, int from, int end) {
            byte[] value = new byte[end - from];
            int length = 0;
            for (int i = from; i < end; i++) {
                value[length++] = line[i] == '\\' ? escaped(line[++i]) : line[i];
            }
            return length == value.length ? value : Arrays.copyOf(value, length);
        }

        /** As CopyAttributeOutText of PostgreSQL writes them. */
        private static byte escaped(byte letter) {
            return switch (letter) {
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'v' -> 0x0b;
                default -> letter;
            };
        }
    }
}
