package io.dbferry.init.write;

import io.dbferry.config.key.Key;
import java.util.Collection;
import java.util.stream.Collectors;

/** Texts as YAML takes them, whatever is in them. */
final class Yaml {
    private Yaml() {}

    static String text(Object value) {
        String text = value.toString();
        return text.matches("[A-Za-z0-9/][A-Za-z0-9_@+=.,/-]*(://[A-Za-z0-9_@+=.:?&,/-]*[A-Za-z0-9/])?")
                        && !text.matches("[0-9.,_+-]*|[Nn]ull|NULL")
                ? text
                : "'" + text.replace("'", "''") + "'";
    }

    /** A key with its default, so that a reader sees what can be changed. */
    static String standard(Key<?> key) {
        return "  " + key.path().replaceFirst(".*\\.", "") + ": " + text(key.standard());
    }

    static String list(Collection<?> values) {
        return values.stream()
                .map(v -> text(v).replaceAll("^([^'].*,.*)$", "'$1'"))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
