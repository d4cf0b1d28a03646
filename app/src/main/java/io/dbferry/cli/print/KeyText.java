package io.dbferry.cli.print;

import io.dbferry.config.key.Key;
import io.dbferry.config.key.Side;

/** One config key for a terminal. */
public final class KeyText {
    private KeyText() {}

    public static String of(Key<?> key) {
        String side = key.sides().size() == Side.values().length
                ? ""
                : " (" + key.sides().iterator().next().word() + ")";
        return String.join(
                System.lineSeparator(),
                key.path() + side + ": " + key.form().name(),
                "    " + key.plainMeaning(),
                "    default: " + key.plainDefault(),
                "    example: " + key.example(),
                "    variable: " + key.variable(),
                "");
    }
}
