package io.dbferry.sender.build;

import com.github.luben.zstd.ZstdOutputStream;
import io.dbferry.files.PrivateFile;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.text.Hashing;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;

/** A file with one JSON array, compressed and hashed while it is written, a value a line. */
final class JsonFile implements AutoCloseable {
    /**
     * Bytes of JSON, before compression, from which on a file takes no more: a receiver that fetches files needs room
     * for one at a time, and programs that read a whole file at once, such as {@code loaddata}, memory for one.
     */
    private static final long FULL = 64 << 20;

    private final Path path;
    private final DigestOutputStream hashed;
    private final OutputStream json;
    private long text;

    private JsonFile(Path path, DigestOutputStream hashed, OutputStream json) {
        this.path = path;
        this.hashed = hashed;
        this.json = json;
    }

    static JsonFile create(Path path) throws IOException {
        DigestOutputStream hashed = new DigestOutputStream(
                new BufferedOutputStream(
                        Channels.newOutputStream(
                                PrivateFile.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)),
                        1 << 16),
                Hashing.sha256());
        OutputStream json = new BufferedOutputStream(new ZstdOutputStream(hashed), 1 << 16);
        json.write('[');
        return new JsonFile(path, hashed, json);
    }

    /** Whether the next value belongs into another file. Never so of one without a value. */
    boolean isFull() {
        return text >= FULL;
    }

    /** Adds the value of a line of COPY text. */
    void add(byte[] line) throws IOException {
        json.write((text == 0 ? "\n" : ",\n").getBytes(StandardCharsets.US_ASCII));
        text += unescape(line, json);
    }

    /** Ends the array. */
    @Override
    public void close() throws IOException {
        try (json) {
            json.write("\n]\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** What was written; once closed. */
    FileEntry entry() throws IOException {
        return new FileEntry(
                String.valueOf(path.getFileName()),
                Files.size(path),
                Hashing.hex(hashed.getMessageDigest().digest()));
    }

    /**
     * Turns a line of COPY text back into its value, without the line's end, and returns the value's length.
     *
     * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS">COPY's text format</a>
     */
    private static int unescape(byte[] line, OutputStream to) throws IOException {
        int end = line.length > 0 && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
        int done = 0;
        int escapes = 0;
        for (int i = 0; i + 1 < end; i++) {
            if (line[i] == '\\') {
                to.write(line, done, i - done);
                to.write(meaning(line[++i]));
                done = i + 1;
                escapes++;
            }
        }
        to.write(line, done, end - done);
        return end - escapes;
    }

    private static int meaning(byte escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            default -> escaped;
        };
    }
}
