package io.dbferry.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers of things for people. */
public final class Count {
    private Count() {}

    /** {@code 1,425}. */
    public static String of(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1,425}; {@code -} if unknown. */
    public static String of(@Nullable Long number) {
        return number == null ? "-" : of(number.longValue());
    }

    /**
     * {@code 1 row}, {@code 1,425 rows}.
     *
     * @param noun in the singular; its plural has an s
     */
    public static String of(long number, String noun) {
        return of(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
