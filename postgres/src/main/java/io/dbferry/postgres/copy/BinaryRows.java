package io.dbferry.postgres.copy;

import io.dbferry.postgres.catalog.Column;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Turns lines of COPY text into COPY's binary format, which costs the server less than half the time of text. Knows the
 * everyday types, and of them the everyday values; whatever else it meets is {@link NotBinaryException}, and the rows are
 * to be given to the server as text, which is the judge of them. The formats are those of PostgreSQL's documentation of
 * COPY and of the types' send functions.
 */
final class BinaryRows extends OutputStream {
    /** "PGCOPY\n\377\r\n\0", no flags, no extension. */
    private static final byte[] HEAD = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private static final int FLUSH_AT = 1 << 16;
    private static final int LONGEST_LINE = 1 << 22;

    private final OutputStream copy;
    private final BinaryType[] types;
    private final BinaryBuffer row = new BinaryBuffer(2 * FLUSH_AT);
    private byte[] unescaped = new byte[1 << 10];
    private byte[] held = new byte[1 << 10];
    private int heldLength;

    private BinaryRows(OutputStream copy, BinaryType[] types) {
        this.copy = copy;
        this.types = types;
        row.bytes(HEAD, 0, HEAD.length);
    }

    /** Rows whose text is not what the server writes of these types. */
    static final class NotBinaryException extends IOException {
        private static final long serialVersionUID = 1L;

        NotBinaryException(String message) {
            super(message);
        }
    }

    /** The types in their order, if all of them are known here. */
    static Optional<List<BinaryType>> types(List<Column> columns) {
        List<BinaryType> types = new ArrayList<>();
        for (Column column : columns) {
            BinaryType.of(column.type()).ifPresent(types::add);
        }
        return types.size() == columns.size() ? Optional.of(types) : Optional.empty();
    }

    /** @param copy takes the binary format */
    static BinaryRows into(OutputStream copy, List<BinaryType> types) {
        return new BinaryRows(copy, types.toArray(new BinaryType[0]));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] text, int offset, int length) throws IOException {
        int end = offset + length;
        int start = offset;
        for (int i = offset; i < end; i++) {
            if (text[i] == '\n') {
                if (heldLength > 0) {
                    hold(text, start, i);
                    line(held, 0, heldLength);
                    heldLength = 0;
                } else {
                    line(text, start, i);
                }
                start = i + 1;
            }
        }
        hold(text, start, end);
    }

    private void hold(byte[] text, int start, int end) throws NotBinaryException {
        int needed = heldLength + end - start;
        if (needed > LONGEST_LINE) {
            throw new NotBinaryException("a row that is better not held in memory");
        }
        if (needed > held.length) {
            held = Arrays.copyOf(held, Math.max(needed, 2 * held.length));
        }
        System.arraycopy(text, start, held, heldLength, end - start);
        heldLength = needed;
    }

    private void line(byte[] text, int start, int end) throws IOException {
        row.int16(types.length);
        int field = 0;
        int from = start;
        boolean escaped = false;
        for (int i = start; i <= end; i++) {
            if (i == end || text[i] == '\t') {
                if (field == types.length) {
                    throw new NotBinaryException("more fields than columns");
                }
                field(types[field], text, from, i, escaped);
                field++;
                from = i + 1;
                escaped = false;
            } else if (text[i] == '\\') {
                escaped = true;
            }
        }
        if (field != types.length) {
            throw new NotBinaryException("fewer fields than columns");
        }
        if (row.length() >= FLUSH_AT) {
            row.flushTo(copy);
        }
    }

    private void field(BinaryType type, byte[] text, int start, int end, boolean escaped) throws NotBinaryException {
        if (!escaped) {
            type.write(text, start, end, row);
        } else if (end - start == 2 && text[start + 1] == 'N') {
            row.int32(-1);
        } else {
            int length = unescape(text, start, end); // may need a longer array
            type.write(unescaped, 0, length, row);
        }
    }

    private int unescape(byte[] text, int start, int end) throws NotBinaryException {
        if (unescaped.length < end - start) {
            unescaped = new byte[Math.max(end - start, 2 * unescaped.length)];
        }
        int length = 0;
        for (int i = start; i < end; i++) {
            byte b = text[i];
            if (b == '\\') {
                i++;
                b = i < end ? meant(text[i]) : meant((byte) 0);
            }
            unescaped[length++] = b;
        }
        return length;
    }

    private static byte meant(byte escaped) throws NotBinaryException {
        return switch (escaped) {
            case '\\' -> '\\';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'v' -> 0x0b;
            default -> throw new NotBinaryException("an escape that the server does not write");
        };
    }

    /** Writes the end mark; nothing may follow. */
    void end() throws IOException {
        if (heldLength > 0) {
            throw new NotBinaryException("the last line has no end");
        }
        row.int16(-1);
        row.flushTo(copy);
    }
}
