package io.dbferry.cli.print;

import io.dbferry.config.key.Key;
import io.dbferry.config.key.KeyNode;
import io.dbferry.config.key.Side;
import java.util.Set;

/** The manual page of the config, section 5, in AsciiDoc, from the table of keys. */
public final class KeyManual {
    private static final String HEAD = """
            = dbferry.yaml(5)
            :doctype: manpage
            :manmanual: DbFerry Manual
            :man-linkstyle: pass:[blue R < >]

            == Name

            dbferry.yaml - config of DbFerry

            == Description

            One YAML file for each side, such as /etc/dbferry/sender.yaml or /etc/dbferry/receiver.yaml. An unknown key is an
            error. $\\{NAME} stands for a variable of the environment, ~/ at the start of a value for the home folder.
            Relative paths start at the folder of the file. Durations are a number with s, m, h or d; sizes a number
            with KB, MB, GB or TB. The variable of each key overrides the file.

            """;

    private KeyManual() {}

    public static String text() {
        return HEAD
                + section("Keys of both sides", Set.of(Side.values()))
                + section("Keys of a sender", Set.of(Side.SENDER))
                + section("Keys of a receiver", Set.of(Side.RECEIVER))
                + "== See also\n\n*dbferry*(1), *dbferry-config*(1)\n";
    }

    private static String section(String title, Set<Side> sides) {
        StringBuilder section = new StringBuilder("== " + title + "\n\n");
        KeyNode.keys().stream()
                .filter(key -> key.sides().equals(sides) && !key.meaning().isEmpty())
                .forEach(key -> section.append(entry(key)));
        return section.toString();
    }

    /** {@code +…+} and {@code pass:[]} keep marks of AsciiDoc from meaning anything. */
    private static String entry(Key<?> key) {
        return "*" + literal(key.path()) + "*::\n" + literal(key.plainMeaning()) + " +\nDefault: "
                + literal(key.plainDefault()) + ". Example: " + literal(key.example()) + ". Variable: "
                + literal(key.variable()) + "\n\n";
    }

    private static String literal(String text) {
        return "pass:c[" + text.replace("]", "\\]") + "]";
    }
}
