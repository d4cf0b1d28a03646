package io.dbferry.sender.change.deletes;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.dbferry.files.PrivateFile;
import io.dbferry.postgres.copy.KeyCopy;
import io.dbferry.sender.change.KeyComparator;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of keys of one table, compressed, a line each: of one integer, its difference from the one before; else a line
 * of COPY text. The first line is the key's signature. The last says that the file is whole.
 */
final class KeyList {
    private static final String END = "\\.";

    private KeyList() {}

    /** Writes a file; without {@link #end} it is not whole. */
    static final class Writer implements Closeable {
        private final BufferedWriter lines;
        private final boolean integer;
        private long last;

        Writer(Path file, KeyComparator order) throws IOException {
            this.lines = new BufferedWriter(
                    new OutputStreamWriter(
                            new ZstdOutputStream(new BufferedOutputStream(PrivateFile.write(file))).setChecksum(true),
                            StandardCharsets.UTF_8),
                    1 << 16);
            this.integer = order.integer();
            lines.write(KeyCopy.line(List.of(order.signature())));
        }

        void add(List<String> key) throws IOException {
            if (!integer) {
                lines.write(KeyCopy.line(key));
                return;
            }
            long value = Long.parseLong(key.get(0));
            lines.write(Long.toString(value - last));
            lines.write('\n');
            last = value;
        }

        void end() throws IOException {
            lines.write(END + "\n");
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    /** Reads a file. */
    static final class Reader implements Closeable {
        private final BufferedReader lines;
        private final boolean integer;
        private final List<String> signature;
        private boolean begun;
        private boolean ofOtherKey;
        private long last;

        Reader(Path file, KeyComparator order) throws IOException {
            this.lines = new BufferedReader(
                    new InputStreamReader(
                            new ZstdInputStream(new BufferedInputStream(Files.newInputStream(file))),
                            StandardCharsets.UTF_8),
                    1 << 16);
            this.integer = order.integer();
            this.signature = List.of(order.signature());
        }

        /** The next key; null behind the last one, and at once if the key's columns are others now. */
        @Nullable
        List<String> next() throws IOException {
            if (!begun && !fields(line()).equals(signature)) {
                ofOtherKey = true;
                return null;
            }
            begun = true;
            String line = line();
            if (line.equals(END)) {
                return null;
            }
            if (!integer) {
                return fields(line);
            }
            last += Long.parseLong(line);
            return List.of(Long.toString(last));
        }

        /** Whether the key's columns are others now; once a key was asked for. */
        boolean isOfOtherKey() {
            return ofOtherKey;
        }

        private String line() throws IOException {
            String line = lines.readLine();
            if (line == null) {
                throw new EOFException("it is cut short");
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\t') {
                fields.add(field.toString());
                field.setLength(0);
            } else if (c == '\\' && i + 1 < line.length()) {
                i++;
                char escaped = line.charAt(i);
                field.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            default -> escaped;
                        });
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
