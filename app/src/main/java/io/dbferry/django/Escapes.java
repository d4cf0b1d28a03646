package io.dbferry.django;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Backslashes in a text; one that means nothing stays, as in Python. */
final class Escapes {
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\\s\\S])");

    private Escapes() {}

    static String resolved(String raw) {
        return ESCAPE.matcher(raw).replaceAll(found -> Matcher.quoteReplacement(resolvedOne(found.group(1))));
    }

    private static String resolvedOne(String code) {
        char first = code.charAt(0);
        if (code.length() > 1 && first != '\\' && !Character.isDigit(first)) {
            int point = Integer.parseUnsignedInt(code.substring(1), 16);
            return Character.isValidCodePoint(point) ? Character.toString(point) : "\\" + code;
        }
        if (first >= '0' && first <= '7') {
            return Character.toString(Integer.parseInt(code, 8));
        }
        return switch (first) {
            case '\n' -> "";
            case '\\', '\'', '"' -> code;
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'a' -> "\u0007";
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'v' -> "\u000b";
            default -> "\\" + code;
        };
    }
}
