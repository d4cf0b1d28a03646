package io.dbferry.stream.store.sftp.login;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One line of a {@code known_hosts} file.
 *
 * @param names patterns between commas, or one hashed name
 * @param key as it travels: its type and its numbers
 */
record KnownHostsLine(Marker marker, String names, String type, byte[] key) {
    private static final String HASHED = "|1|";

    /** What the first word says of the key. */
    enum Marker {
        NONE(""),
        REVOKED("@revoked"),
        AUTHORITY("@cert-authority");

        private final String word;

        Marker(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** Empty for a comment, and for what OpenSSH does not read either. */
    static Optional<KnownHostsLine> parse(String line) {
        String[] words = line.strip().split("[ \t]+");
        Marker marker = Marker.NONE;
        for (Marker each : Marker.values()) {
            marker = words[0].equals(each.word()) && !words[0].isEmpty() ? each : marker;
        }
        int first = marker == Marker.NONE ? 0 : 1;
        if (words.length < first + 3 || words[first].startsWith("#") || words[first].startsWith("@")) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(words[first + 2]);
            return type(key).equals(words[first + 1])
                    ? Optional.of(new KnownHostsLine(marker, words[first], words[first + 1], key))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The type that a key names itself; empty if it is no key. */
    static String type(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        int length = key.length < Integer.BYTES ? -1 : bytes.getInt();
        return length < 0 || length > bytes.remaining()
                ? ""
                : new String(key, Integer.BYTES, length, StandardCharsets.US_ASCII);
    }

    /** Whether the line is about a server, by its name, or {@code [name]:port}. */
    boolean matches(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (names.startsWith("|")) {
            return isHashOf(lower);
        }
        boolean found = false;
        for (String pattern : names.toLowerCase(Locale.ROOT).split(",")) {
            boolean negated = pattern.startsWith("!");
            if (matches(negated ? pattern.substring(1) : pattern, lower)) {
                if (negated) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    /** {@code *} stands for any characters, {@code ?} for one; in linear memory and without backtracking to the start. */
    private static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** {@code |1|salt|HMAC-SHA1}, both in base64. */
    private boolean isHashOf(String host) {
        String[] parts =
                names.startsWith(HASHED) ? names.substring(HASHED.length()).split("\\|", -1) : new String[0];
        if (parts.length != 2) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[0]), "HmacSHA1"));
            byte[] hash = mac.doFinal(host.getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[1]));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KnownHostsLine line
                && marker == line.marker
                && names.equals(line.names)
                && MessageDigest.isEqual(key, line.key);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }
}
