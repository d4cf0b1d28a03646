package io.dbferry.postgres.log;

/** A position in the write-ahead log, in bytes from its start; unsigned. */
public record Lsn(long bytes) implements Comparable<Lsn> {
    /** Reads {@code 16/B374D848}. */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("not a WAL position: '" + text + "'");
        }
        long high = Integer.parseUnsignedInt(text.substring(0, slash), 16);
        return new Lsn(high << 32 | Integer.toUnsignedLong(Integer.parseUnsignedInt(text.substring(slash + 1), 16)));
    }

    public static Lsn later(Lsn a, Lsn b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return String.format(java.util.Locale.ROOT, "%X/%X", bytes >>> 32, bytes & 0xffffffffL);
    }
}
