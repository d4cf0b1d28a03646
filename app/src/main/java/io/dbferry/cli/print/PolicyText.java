package io.dbferry.cli.print;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.leftover.LeftoverReport;
import io.dbferry.receiver.leftover.LeftoverReport.Leftover;
import io.dbferry.receiver.leftover.LeftoverRun;
import io.dbferry.sender.policy.PolicyReport;
import io.dbferry.sender.policy.PolicyReport.ColumnReport;
import io.dbferry.sender.policy.PolicyReport.TableReport;
import io.dbferry.sender.policy.SuggestedRules;
import io.dbferry.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What leaves the sender, for people. */
public final class PolicyText {
    private final PolicyReport policy;

    public PolicyText(PolicyReport policy) {
        this.policy = policy;
    }

    @Override
    public String toString() {
        boolean examples = policy.tables().stream()
                .flatMap(table -> table.columns().stream())
                .anyMatch(column -> column.before() != null);
        TextTable text = examples
                ? new TextTable("table", "column", "rule", "before", "after")
                : new TextTable("table", "column", "rule");
        List<String> notes = new ArrayList<>();
        for (TableReport table : policy.tables()) {
            for (ColumnReport column : table.columns()) {
                if (examples) {
                    text.add(
                            table.table(),
                            column.column(),
                            column.rule(),
                            value(column.before()),
                            value(column.after()));
                } else {
                    text.add(table.table(), column.column(), column.rule());
                }
            }
            if (table.stays() != null) {
                notes.add("table '" + table.table() + "' stays: " + table.stays());
            }
            if (table.rows() != null) {
                notes.add("table '" + table.table() + "': only rows with " + Printable.line(table.rows()));
            }
            for (String parent : table.tiedTo()) {
                notes.add("table '" + table.table() + "': rows that refer to rows of '" + parent
                        + "' that stay, stay too");
            }
        }
        if (policy.policy() != null) {
            notes.add("receivers can demand this policy with require-policy: " + policy.policy());
        }
        notes.add(0, text.toString());
        return String.join(System.lineSeparator(), notes);
    }

    private static String value(@Nullable String value) {
        return value == null ? "" : Printable.line(value);
    }

    /** What a receiver still holds of what does not travel any more. */
    public static String leftovers(LeftoverReport report) {
        if (report.leftovers().isEmpty()) {
            return "nothing is left over: this database holds nothing of tables and columns that do not travel any more";
        }
        List<String> lines = new ArrayList<>();
        for (Leftover leftover : report.leftovers()) {
            String trouble = leftover.trouble();
            lines.add((leftover.purged()
                            ? "purged  "
                            : leftover.dropped() ? "dropped " : trouble == null ? "left    " : "failed  ")
                    + LeftoverRun.describe(leftover)
                    + (trouble == null ? "" : ": " + Printable.line(trouble)));
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** A part of a config with the suggested rules. */
    public static String suggestion(List<Table> tables, SuggestedRules rules) {
        List<String> lines = new ArrayList<>();
        boolean hashes = false;
        for (Table table : tables) {
            Map<String, String> columns = rules.of(table);
            if (!columns.isEmpty()) {
                lines.add("    " + yaml(pattern(table.name())) + ":");
                columns.forEach((column, rule) -> lines.add("      " + yaml(column) + ": " + rule));
                hashes |= columns.containsValue("hash");
            }
        }
        if (lines.isEmpty()) {
            return "# no column's name looks as if its values should stay";
        }
        lines.add(0, "  columns:");
        if (hashes) {
            lines.add(0, "  key-file: /etc/dbferry/policy.key    # openssl rand -hex 32 > FILE; chmod 600 FILE");
        }
        lines.add(0, "# by names and types alone: read it, and look at the columns that are not here\npolicy:");
        return String.join("\n", lines);
    }

    private static String pattern(TableName name) {
        String table = '"' + name.name().replace("\"", "\"\"") + '"';
        String written = name.name().matches("[a-z_0-9]+") ? name.name() : table;
        return name.schema().equals("public") ? written : '"' + name.schema().replace("\"", "\"\"") + "\"." + written;
    }

    private static String yaml(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : "'" + name.replace("'", "''") + "'";
    }
}
