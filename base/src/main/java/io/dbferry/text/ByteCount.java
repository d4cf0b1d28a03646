package io.dbferry.text;

import java.util.Locale;

/** Numbers of bytes for people. */
public final class ByteCount {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB"};

    private ByteCount() {}

    /** Three figures and PostgreSQL's units of 1024: {@code 812 B}, {@code 3.2 GB}. */
    public static String of(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes / 1024.0;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 99.95 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }
}
