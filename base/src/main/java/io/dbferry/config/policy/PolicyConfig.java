package io.dbferry.config.policy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of the sender's rows may leave it.
 *
 * @param strict whether tables and columns without a rule stay
 * @param keyFile the secret of hashes; empty if none is hashed
 * @param columns rules by column, by pattern of tables; in the config's order, the first that matches counts. Below a
 *     pattern, {@code *} is for all columns that it does not name
 * @param rows conditions for rows that may leave, by pattern of tables; the first that matches counts
 */
public record PolicyConfig(
        boolean strict,
        Optional<Path> keyFile,
        Map<String, Map<String, ColumnRule>> columns,
        Map<String, String> rows) {
    /** Stands, among the names of columns, for all that are not named. */
    public static final String OTHERS = "*";

    /** Everything travels as it is. */
    public static final PolicyConfig NONE = new PolicyConfig(false, Optional.empty(), Map.of(), Map.of());

    public PolicyConfig {
        Map<String, Map<String, ColumnRule>> copy = new LinkedHashMap<>();
        columns.forEach((table, rules) -> copy.put(table, Collections.unmodifiableMap(new LinkedHashMap<>(rules))));
        columns = Collections.unmodifiableMap(copy);
        rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
    }

    /** Whether everything travels as it is. */
    public boolean isNone() {
        return !strict && columns.isEmpty() && rows.isEmpty();
    }

    /**
     * All that it says in one form, whatever the config looks like and wherever the secret is kept: two policies hold alike exactly if
     * this is the same, and the secret too.
     */
    public String canonical() {
        List<String> lines = new ArrayList<>(List.of("strict " + strict));
        columns.forEach((table, rules) -> rules.forEach((column, rule) -> lines.add(
                "column " + quoted(table) + quoted(column) + rule.kind().word() + quoted(rule.argument()))));
        rows.forEach((table, condition) -> lines.add("rows " + quoted(table) + quoted(condition)));
        return String.join("\n", lines);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "' ";
    }

    /** Whether a rule needs the secret. */
    public boolean hashes() {
        return columns.values().stream()
                .flatMap(rules -> rules.values().stream())
                .anyMatch(rule -> rule.kind() == ColumnRule.Kind.HASH);
    }
}
