package io.dbferry.receiver.schema;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types as {@code format_type} writes them. */
public final class TypeText {
    private static final String QUOTED = "\"(?:[^\"]|\"\")+\"";
    private static final String WORD = "[a-z_][a-z0-9_]*";
    private static final String NAME = "(?:" + QUOTED + "|" + WORD + ")";
    private static final String UNIT = "(?:year|month|day|hour|minute|second)";
    private static final String ARGUMENTS = "(?:\\([A-Za-z0-9_, -]*\\))?";
    private static final Pattern TYPE = Pattern.compile("(?:character varying" + ARGUMENTS + "|bit varying" + ARGUMENTS
            + "|double precision|time(?:stamp)?" + ARGUMENTS + " with(?:out)? time zone|interval(?: " + UNIT + "(?: to "
            + UNIT + ")?)?" + ARGUMENTS + "|" + NAME + "(?:\\." + NAME + ")?" + ARGUMENTS + ")(?:\\[])*");

    private static final Pattern LENGTH = Pattern.compile("(character varying|bit varying)(?:\\((\\d+)\\))?");
    private static final Pattern NUMERIC = Pattern.compile("numeric(?:\\((\\d+),(\\d+)\\))?");

    /** Each holds all values of those before it. */
    private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint", "numeric");

    private TypeText() {}

    /** Whether it can be nothing but a type. */
    public static boolean isType(String text) {
        return TYPE.matcher(text).matches();
    }

    /** Whether every value of the one type is a value of the other, which means and prints the same. */
    public static boolean widens(String from, String to) {
        int integer = INTEGERS.indexOf(from);
        if (integer >= 0 && integer < INTEGERS.indexOf(to)) {
            return true;
        }
        return widensLength(from, to) || widensNumeric(from, to);
    }

    private static boolean widensLength(String from, String to) {
        Matcher before = LENGTH.matcher(from);
        if (!before.matches() || before.group(2) == null) {
            return before.matches() && before.group(1).startsWith("character") && to.equals("text");
        }
        Matcher after = LENGTH.matcher(to);
        if (!after.matches()) {
            return before.group(1).startsWith("character") && to.equals("text");
        }
        return after.group(1).equals(before.group(1))
                && (after.group(2) == null || Long.parseLong(after.group(2)) > Long.parseLong(before.group(2)));
    }

    /** A scale is what a number prints with, so only digits before it may be added. */
    private static boolean widensNumeric(String from, String to) {
        Matcher before = NUMERIC.matcher(from);
        Matcher after = NUMERIC.matcher(to);
        if (!before.matches() || !after.matches() || before.group(1) == null) {
            return false;
        }
        return after.group(1) == null
                || after.group(2).equals(before.group(2))
                        && Long.parseLong(after.group(1)) > Long.parseLong(before.group(1));
    }
}
