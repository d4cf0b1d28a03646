package io.dbferry.postgres.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A row, or the key of one, within a message: values are taken out of its bytes one by one, as all but the key's are
 * of no use.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">TupleData</a>
 */
public final class Tuple {
    private static final int NO_TEXT = -1;

    private final ByteBuffer message;
    private final int[] starts;
    private final int[] lengths;

    private Tuple(ByteBuffer message, int[] starts, int[] lengths) {
        this.message = message;
        this.starts = starts;
        this.lengths = lengths;
    }

    /** Reads the tuple at the message's place, and leaves that behind it. */
    static Tuple read(ByteBuffer message) {
        int columns = message.getShort();
        int[] starts = new int[columns];
        int[] lengths = new int[columns];
        for (int i = 0; i < columns; i++) {
            char kind = (char) message.get();
            lengths[i] = NO_TEXT;
            if (kind == 't') {
                lengths[i] = message.getInt();
                if (lengths[i] < 0) {
                    throw new IllegalArgumentException("a value of " + lengths[i] + " bytes");
                }
                starts[i] = message.position();
                message.position(starts[i] + lengths[i]);
            } else if (kind != 'n' && kind != 'u') {
                throw new IllegalArgumentException("a value of kind '" + kind + "', where text was asked for");
            }
        }
        return new Tuple(message, starts, lengths);
    }

    /** The value's text; empty if it is null, or a large value that the change left alone. */
    public Optional<String> text(int column) {
        if (column >= lengths.length || lengths[column] == NO_TEXT) {
            return Optional.empty();
        }
        byte[] text = new byte[lengths[column]];
        message.get(starts[column], text);
        return Optional.of(new String(text, StandardCharsets.UTF_8));
    }
}
