package io.dbferry.sender.outbox;

import io.dbferry.stream.format.GrowingFile;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.store.Content;
import io.dbferry.text.Hashing;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** A file on its way to the depot, each byte hashed when it is first read, however often an upload goes back. */
final class HashedContent implements Content {
    private final Content content;
    private final MessageDigest hash = Hashing.sha256();
    private long hashed;

    private HashedContent(Content content) {
        this.content = content;
    }

    static HashedContent of(Path file) {
        return new HashedContent(new Content() {
            @Override
            public long length() throws IOException {
                return Files.size(file);
            }

            @Override
            public InputStream from(long offset) throws IOException {
                InputStream bytes = Files.newInputStream(file);
                bytes.skipNBytes(offset);
                return bytes;
            }
        });
    }

    static HashedContent of(GrowingFile file) {
        return new HashedContent(new Content() {
            @Override
            public long length() {
                return file.length();
            }

            @Override
            public InputStream from(long offset) {
                return file.follow(offset);
            }
        });
    }

    @Override
    public long length() throws IOException {
        return content.length();
    }

    @Override
    public InputStream from(long offset) throws IOException {
        if (offset > hashed) {
            hashUpTo(offset);
        }
        return hashing(offset);
    }

    private void hashUpTo(long offset) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream before = hashing(hashed)) {
            while (hashed < offset) {
                if (before.read(buffer, 0, (int) Math.min(buffer.length, offset - hashed)) < 0) {
                    throw new EOFException("the file has only " + hashed + " bytes");
                }
            }
        }
    }

    private InputStream hashing(long offset) throws IOException {
        return new FilterInputStream(content.from(offset)) {
            private long at = offset;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int start, int count) throws IOException {
                int read = super.read(into, start, count);
                if (read > 0) {
                    int old = (int) Math.min(read, hashed - at);
                    hash.update(into, start + old, read - old);
                    at += read;
                    hashed = Math.max(hashed, at);
                }
                return read;
            }
        };
    }

    /** The file with its hash; reads what no upload has, to the end, and can be asked once. */
    FileEntry entry(String name) throws IOException {
        try (InputStream rest = hashing(hashed)) {
            rest.transferTo(OutputStream.nullOutputStream());
        }
        return new FileEntry(name, hashed, Hashing.hex(hash.digest()));
    }
}
