package io.dbferry.config.key;

import io.dbferry.config.node.Section;
import io.dbferry.config.node.Value;
import io.dbferry.config.policy.ColumnRule;
import io.dbferry.config.text.BadValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of what may leave a sender. */
public final class PolicyKeys {
    public static final String SECTION = "policy";

    private static final Form<ColumnRule> RULE = Form.text(
            "rule",
            "^(keep|omit|null|hash|mask (email|phone|digits)|constant|constant .*|expression .+)$",
            (text, context) -> rule(text));

    public static final Key<Map<String, Map<String, ColumnRule>>> COLUMNS = Key.sender(
                    "policy.columns", byTable("map of rules", byTable("map of rules", quoted(RULE))))
            .otherwise("all columns travel")
            .example("{auth_user: {password: omit, email: mask email, username: hash}}")
            .means("what travels of columns, by pattern of tables and column: `keep`, `omit`, `'null'`, `hash`,"
                    + " `mask email`, `mask phone`, `mask digits`, `constant VALUE` or `expression SQL`; `\"*\"` is for all"
                    + " columns that are not named: [choose what may leave](../how-to/choose-what-may-leave.md)");

    public static final Key<Map<String, String>> ROWS = Key.sender("policy.rows", byTable("map of text", Forms.TEXT))
            .otherwise("all rows travel")
            .example("{auth_user: is_active}")
            .means("which rows travel, by pattern of tables: a SQL condition on the row's own columns, or"
                    + " `sample 10% by COLUMN where CONDITION`. Rows that refer to rows that stay, stay too");

    public static final Key<Path> KEY_FILE = Key.sender("policy.key-file", Forms.PATH)
            .example("/etc/dbferry/policy.key")
            .means(
                    "the secret of `hash`, at least 32 bytes: `openssl rand -hex 32`. Other users must not be able to read it");

    public static final Key<Boolean> STRICT = Key.sender("policy.strict", Form.trueOrFalse())
            .standard("false")
            .example("true")
            .means("`true`: tables and columns without a rule do not travel");

    static final List<Key<?>> ALL = List.of(COLUMNS, ROWS, KEY_FILE, STRICT);

    private PolicyKeys() {}

    private static ColumnRule rule(String text) throws BadValue {
        return ColumnRule.parse(text)
                .orElseThrow(() -> new BadValue("must be " + ColumnRule.FORMS + ", not '" + text + "'"));
    }

    /** YAML reads a bare null as no value at all. */
    private static Form<ColumnRule> quoted(Form<ColumnRule> rule) {
        return new Form<>(
                rule.name(),
                rule.schema(),
                value -> value.isScalarWithoutValue()
                        ? value.bad("has no rule; the rule null is written with quotes: 'null'")
                        : rule.reader().read(value));
    }

    /** Values below names that the user chooses, in the file's order. */
    private static <T> Form<Map<String, T>> byTable(String name, Form<T> below) {
        return new Form<>(
                name,
                Form.schema("type", "object", "additionalProperties", below.schema()),
                value -> value.section().map(Section::values).map(values -> read(values, below)));
    }

    private static <T> Map<String, T> read(Map<String, Value> values, Form<T> form) {
        Map<String, T> read = new LinkedHashMap<>();
        values.forEach((name, value) -> form.reader().read(value).ifPresent(one -> read.put(name, one)));
        return read;
    }
}
