package io.dbferry.config;

import java.util.regex.Pattern;

/** Names of streams, receivers and consumers; they become names of files. */
public final class Name {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}");

    private Name() {}

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Makes a name of a host's. */
    public static String ofHost(String host) {
        String name = host.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^\\.+", "");
        return name.isEmpty() ? "receiver" : name.substring(0, Math.min(name.length(), 63));
    }
}
