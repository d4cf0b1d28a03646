package io.dbferry.config.key;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A row of the table of config keys.
 *
 * @param path with dots; {@code media[].folder} for a key of each item of a list, {@code partial.tables.T.changed} for
 *     a key below any name
 * @param sides whose configs may have it
 * @param required whether a config must have it, if it has the section around it
 * @param standard the default as it would be written, read like any value; empty if there is none
 * @param otherwise in words, what holds without the key where no fixed value does; Markdown
 * @param example as it would be written
 * @param meaning one sentence or two, in Markdown
 */
public record Key<T>(
        String path,
        Set<Side> sides,
        Form<T> form,
        boolean required,
        String standard,
        String otherwise,
        String example,
        String meaning) {
    public static <T> Key<T> both(String path, Form<T> form) {
        return new Key<>(path, EnumSet.allOf(Side.class), form, false, "", "none", "", "");
    }

    public static <T> Key<T> sender(String path, Form<T> form) {
        return new Key<>(path, EnumSet.of(Side.SENDER), form, false, "", "none", "", "");
    }

    public static <T> Key<T> receiver(String path, Form<T> form) {
        return new Key<>(path, EnumSet.of(Side.RECEIVER), form, false, "", "none", "", "");
    }

    public Key<T> needed() {
        return new Key<>(path, sides, form, true, "", "", example, meaning);
    }

    public Key<T> standard(String text) {
        return new Key<>(path, sides, form, false, text, "", example, meaning);
    }

    public Key<T> otherwise(String words) {
        return new Key<>(path, sides, form, false, "", words, example, meaning);
    }

    public Key<T> example(String yaml) {
        return new Key<>(path, sides, form, required, standard, otherwise, yaml, meaning);
    }

    public Key<T> means(String sentence) {
        return new Key<>(path, sides, form, required, standard, otherwise, example, sentence);
    }

    /** The section that the config can be without, if the key is in one. */
    public Optional<String> section() {
        return KeyNode.OPTIONAL.stream()
                .filter(section -> path.startsWith(section + "."))
                .findFirst()
                .or(() -> path.contains("[].") ? Optional.of(path.substring(0, path.indexOf("[]"))) : Optional.empty());
    }

    /** The variable of the environment that sets it, or the list or section that it is in. */
    public String variable() {
        return KeyVariables.of(this);
    }

    @Override
    public String toString() {
        return path;
    }

    /** The meaning without the marks of Markdown. */
    public String plainMeaning() {
        return plain(meaning);
    }

    /** What holds without the key, without the marks of Markdown. */
    public String plainDefault() {
        if (required) {
            return section().map(section -> "required with " + section).orElse("required");
        }
        return standard.isEmpty() ? plain(otherwise) : standard;
    }

    private static String plain(String markdown) {
        return markdown.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", "");
    }
}
