package io.dbferry.stream.media;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The files of a pack, one after the other. A pack holds plain files and nothing else: a link, a device, a folder or
 * a file with holes is refused, and so are headers that would fill the memory.
 */
public final class PackReader implements AutoCloseable {
    /** A name, its extended header, and the blocks of 10 kB that end a tar. */
    private static final long HEADER_BYTES = 1 << 16;

    private final Budget budget;
    private final TarArchiveInputStream tar;

    public PackReader(InputStream pack) {
        this.budget = new Budget(pack);
        this.tar = new TarArchiveInputStream(budget, "UTF-8");
    }

    /** The next file, whose content is then {@link #content}; null at the end. */
    @org.jspecify.annotations.Nullable
    public TarArchiveEntry next() throws IOException, UnfitMediaException {
        TarArchiveEntry entry;
        try {
            if (tar.getCurrentEntry() != null) {
                tar.transferTo(OutputStream.nullOutputStream());
            }
            budget.left = HEADER_BYTES;
            entry = tar.getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw new UnfitMediaException("a pack is not readable: " + e.getMessage());
        } finally {
            budget.left = Long.MAX_VALUE;
        }
        if (entry != null && !isPlain(entry)) {
            throw new UnfitMediaException("'" + entry.getName() + "' in a pack is not a plain file");
        }
        return entry;
    }

    private static boolean isPlain(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isDirectory()
                && !entry.isSparse()
                && !entry.isLink()
                && !entry.isSymbolicLink()
                && !entry.isFIFO()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice();
    }

    /** A pack that ends within a file. */
    public static final class BrokenPackException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenPackException(IOException e) {
            super("a pack is not readable: " + e.getMessage(), e);
        }
    }

    /** The content of the file that {@link #next} gave; never more than the pack's own bytes. */
    public InputStream content() {
        return new FilterInputStream(tar) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                try {
                    return super.read(into, offset, length);
                } catch (IOException e) {
                    throw new BrokenPackException(e);
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** Lets no more than {@code left} bytes through. */
    private static final class Budget extends FilterInputStream {
        private long left = Long.MAX_VALUE;

        Budget(InputStream pack) {
            super(pack);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                throw new IOException("a header is longer than " + HEADER_BYTES + " bytes");
            }
            int read = in.read(into, offset, (int) Math.min(length, left));
            if (left != Long.MAX_VALUE) {
                left -= Math.max(read, 0);
            }
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = 0;
            byte[] buffer = new byte[1 << 13];
            for (int read = 0; read >= 0 && skipped < count; skipped += Math.max(read, 0)) {
                read = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
            }
            return skipped;
        }
    }
}
