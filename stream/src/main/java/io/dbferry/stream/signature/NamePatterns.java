package io.dbferry.stream.signature;

import java.util.List;
import java.util.regex.Pattern;

/** OpenSSH's lists of patterns ({@code ssh_config}, PATTERNS): {@code *}, {@code ?}, and {@code !} that excludes. */
final class NamePatterns {
    private NamePatterns() {}

    static boolean match(List<String> patterns, String name) {
        boolean matches = false;
        for (String pattern : patterns) {
            boolean excludes = pattern.startsWith("!");
            if (regex(excludes ? pattern.substring(1) : pattern).matcher(name).matches()) {
                if (excludes) {
                    return false;
                }
                matches = true;
            }
        }
        return matches;
    }

    private static Pattern regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (char each : pattern.toCharArray()) {
            switch (each) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(each)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
