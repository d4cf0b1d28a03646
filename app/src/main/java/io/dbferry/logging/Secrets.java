package io.dbferry.logging;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what is logged, or told to others: passwords in URLs and connection strings, and what variables of the environment
 * hold whose names say that it is one. Programs that run after a load may print such things.
 */
public final class Secrets {
    private static final String HIDDEN = "***";

    /** The user stays, and so does a text that has a colon and no {@code @} behind it. */
    private static final Pattern IN_URL = Pattern.compile("(?<=://[^/\\s:@]{0,200}:)[^\\s/@]+(?=@)");

    private static final Pattern AS_PARAMETER = Pattern.compile(
            "(?i)(?<=(?:password|passwd|passphrase|secret|token)=|\"(?:password|token)\": ?\")" + "[^\\s&'\";,]+");

    private static final Pattern NAME = Pattern.compile(
            "(?i)(?!.*(file|path|folder|dir|socket|sock)$).*(password|passwd|passphrase|secret|token).*");

    /** Shorter ones would take ordinary words apart. */
    private static final int SHORTEST = 5;

    private final List<String> values;

    private Secrets(List<String> values) {
        this.values = values;
    }

    public static Secrets of(Map<String, String> environment) {
        return new Secrets(environment.entrySet().stream()
                .filter(e -> NAME.matcher(e.getKey()).matches() && e.getValue().length() >= SHORTEST)
                .map(Map.Entry::getValue)
                .sorted((a, b) -> b.length() - a.length())
                .toList());
    }

    public String hide(String text) {
        String hidden = text;
        for (String value : values) {
            hidden = hidden.replace(value, HIDDEN);
        }
        return AS_PARAMETER.matcher(IN_URL.matcher(hidden).replaceAll(HIDDEN)).replaceAll(HIDDEN);
    }
}
