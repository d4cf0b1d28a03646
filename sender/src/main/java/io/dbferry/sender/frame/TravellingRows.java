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

    /** What the fields of a line become. Not for several threads. */
    static final class TextRules {
        /** Null for a field that stays; there are none behind the last that changes. */
        private final @Nullable Remembered[] rules;
        /** What becomes of the fields of one line, and where they stand in it. */
        private final byte[] @Nullable [] values;

        private final int[] starts;
        private final int[] ends;

        private TextRules(List<@Nullable Remembered> byField) {
            this.rules = byField.toArray(new Remembered[0]);
            this.values = new byte[rules.length][];
            this.starts = new int[rules.length];
            this.ends = new int[rules.length];
        }

        static TextRules of(List<Column> columns) {
            List<@Nullable Remembered> rules = new ArrayList<>();
            int last = 0;
            for (Column column : columns) {
                UnaryOperator<byte[]> rule = column.textTravelsAs();
                rules.add(rule == null ? null : new Remembered(rule));
                last = rule == null ? last : rules.size();
            }
            return new TextRules(rules.subList(0, last));
        }

        byte[] applied(byte[] line) {
            if (rules.length == 0) {
                return line;
            }
            int length = line.length;
            int start = 0;
            for (int field = 0; field < rules.length; field++) {
                int end = endOfField(line, start);
                Remembered rule = rules[field];
                if (rule != null) {
                    byte[] value = isNull(line, start, end) ? NULL : rule.of(line, start, end);
                    values[field] = value;
                    starts[field] = start;
                    ends[field] = end;
                    length += value.length - (end - start);
                }
                start = end + 1;
            }
            return changed(line, new byte[length]);
        }

        private byte[] changed(byte[] line, byte[] result) {
            int taken = 0;
            int length = 0;
            for (int field = 0; field < rules.length; field++) {
                byte[] value = values[field];
                if (value != null) {
                    int before = starts[field] - taken;
                    System.arraycopy(line, taken, result, length, before);
                    System.arraycopy(value, 0, result, length + before, value.length);
                    length += before + value.length;
                    taken = ends[field];
                }
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
    }

    /** A rule with what it gave for short texts of late: texts repeat. */
    static final class Remembered {
        private static final int PLACES = 1024;
        private static final int LONGEST = 64;

        private final UnaryOperator<byte[]> rule;
        private final byte[][] fields = new byte[PLACES][];
        private final byte[][] values = new byte[PLACES][];

        Remembered(UnaryOperator<byte[]> rule) {
            this.rule = rule;
        }

        /** What the field of a line becomes. */
        byte[] of(byte[] line, int from, int end) {
            if (end - from > LONGEST) {
                return rule.apply(text(line, from, end));
            }
            int hash = 1;
            for (int i = from; i < end; i++) {
                hash = 31 * hash + line[i];
            }
            int place = (hash ^ hash >>> 16) & PLACES - 1;
            byte[] known = fields[place];
            if (known == null || !Arrays.equals(known, 0, known.length, line, from, end)) {
                fields[place] = Arrays.copyOfRange(line, from, end);
                values[place] = rule.apply(text(line, from, end));
            }
            return values[place];
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
