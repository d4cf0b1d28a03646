package io.dbferry.receiver.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Cuts what is written into lines, with their ends. Closing does nothing: a line without an end is no line. */
final class Lines extends OutputStream {
    private final Reader reader;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** Takes each line; the bytes are its own only during the call. */
    interface Reader {
        void take(byte[] bytes, int from, int length) throws IOException;
    }

    Lines(Reader reader) {
        this.reader = reader;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                line(bytes, from, i + 1 - from);
                from = i + 1;
            }
        }
        begun.write(bytes, from, offset + length - from);
    }

    private void line(byte[] bytes, int from, int length) throws IOException {
        if (begun.size() == 0) {
            reader.take(bytes, from, length);
            return;
        }
        begun.write(bytes, from, length);
        byte[] whole = begun.toByteArray();
        begun.reset();
        reader.take(whole, 0, whole.length);
    }
}
