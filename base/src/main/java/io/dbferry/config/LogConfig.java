package io.dbferry.config;

/**
 * How the strategy {@code log} reads PostgreSQL's log.
 *
 * @param configured whether the config has a key {@code log}, which lets {@code auto} take that strategy
 * @param slot its replication slot ({@code log.slot}; default: {@code dbferry_} and the stream's name)
 * @param publication its publication ({@code log.publication}; default: the same)
 * @param maxRetainedWal bytes of log that may be kept for the slot before it is dropped ({@code log.max-retained-wal})
 */
public record LogConfig(boolean configured, String slot, String publication, long maxRetainedWal) {
    static final long DEFAULT_MAX_RETAINED_WAL = 2L << 30;

    /** NAMEDATALEN less one. */
    private static final int LONGEST_NAME = 63;

    /** What a stream has without a key {@code log}: lower-case letters, digits and {@code _}, as slots take no others. */
    public static LogConfig ofStream(String stream) {
        String all = "dbferry_" + stream.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        String name = all.substring(0, Math.min(all.length(), LONGEST_NAME));
        return new LogConfig(false, name, name, DEFAULT_MAX_RETAINED_WAL);
    }
}
