package io.dbferry.check.database;

import io.dbferry.check.finding.Findings;
import io.dbferry.config.policy.PolicyConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.policy.PolicyCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether the policy holds for the tables, and what it keeps back. */
record PolicyFindings(PolicyConfig policy, Findings findings) {
    static final String POLICY = "policy";

    void run(Connection connection, List<Table> tables) throws SQLException {
        if (policy.isNone()) {
            return;
        }
        try {
            PolicyCheck.expressions(connection, tables);
        } catch (DbferryException e) {
            findings.fail(POLICY, e.failure(), String.valueOf(e.getMessage()), e.hint());
            return;
        }
        for (Table table : tables) {
            if (!table.policy().isNone()) {
                findings.ok(POLICY, table.name() + ": " + describe(table.policy()));
            }
        }
    }

    private static String describe(Table.Policy policy) {
        String columns =
                policy.rules().entrySet().stream().map(PolicyFindings::describe).collect(Collectors.joining(", "));
        String rows = rows(policy);
        return columns + (columns.isEmpty() || rows.isEmpty() ? "" : "; ") + rows;
    }

    private static String rows(Table.Policy policy) {
        String parents = policy.ties().stream()
                .map(tie -> "'" + tie.parent() + "'")
                .distinct()
                .collect(Collectors.joining(", "));
        String tied = parents.isEmpty() ? "" : "rows that refer to rows of " + parents + " that stay, stay too";
        String own = policy.condition() == null ? "" : "rows by a condition";
        return own + (own.isEmpty() || tied.isEmpty() ? "" : "; ") + tied;
    }

    private static String describe(Map.Entry<String, String> rule) {
        return rule.getKey() + " " + rule.getValue();
    }
}
