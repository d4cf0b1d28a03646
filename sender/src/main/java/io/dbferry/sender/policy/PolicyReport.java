package io.dbferry.sender.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.config.policy.PolicyConfig;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What leaves the sender, table by table and column by column.
 *
 * @param policy the hash of all that the config says, which receivers can demand; null if everything travels as it is
 */
public record PolicyReport(
        @JsonInclude(Include.NON_NULL) @Nullable String policy, List<TableReport> tables) {
    /**
     * A table that the config means.
     *
     * @param stays why it does not travel; null if it does
     * @param rows the condition for rows that travel, as it is written; null if there is none
     * @param tiedTo tables; rows that refer to rows of these that stay, stay too
     */
    @JsonInclude(Include.NON_NULL)
    public record TableReport(
            String table,
            @Nullable String stays,
            @Nullable String rows,
            @JsonInclude(Include.NON_EMPTY) List<String> tiedTo,
            List<ColumnReport> columns) {}

    /**
     * A column.
     *
     * @param rule {@code keep} for one that travels as it is
     * @param before a value of some row; null without examples, and where there is none
     * @param after what travels in its place; null where nothing does
     */
    @JsonInclude(Include.NON_NULL)
    public record ColumnReport(
            String column,
            String type,
            String rule,
            @Nullable String before,
            @Nullable String after) {}

    /**
     * Reads it.
     *
     * @param policy of the config
     * @param all as the database has it
     * @param meant the tables that the config means, with the policy, those that stay among them
     * @param connection for examples, of some row each; null for none
     */
    public static PolicyReport of(PolicyConfig policy, Catalog all, List<Table> meant, @Nullable Connection connection)
            throws SQLException {
        TableRules rules = TableRules.of(policy);
        List<TableReport> tables = new ArrayList<>();
        for (Table table : meant) {
            Table own = all.find(table.name()).orElseThrow();
            if (table.obstacle() == null) {
                tables.add(new TableReport(
                        table.name().toString(),
                        null,
                        rules.condition(own),
                        tiedTo(table),
                        columns(own, table, connection)));
            } else {
                tables.add(
                        new TableReport(table.name().toString(), "it " + table.obstacle(), null, List.of(), List.of()));
            }
        }
        return new PolicyReport(BuiltUnder.hash(policy).orElse(null), List.copyOf(tables));
    }

    private static List<String> tiedTo(Table table) {
        return table.policy().ties().stream()
                .map(tie -> tie.parent().toString())
                .distinct()
                .toList();
    }

    private static List<ColumnReport> columns(Table own, Table ruled, @Nullable Connection connection)
            throws SQLException {
        List<ColumnReport> columns = new ArrayList<>();
        PolicyExample example = connection == null ? PolicyExample.NONE : PolicyExample.read(connection, own, ruled);
        for (Column column : own.columns()) {
            String rule = ruled.policy().rules().getOrDefault(column.name(), "keep");
            columns.add(new ColumnReport(
                    column.name(),
                    column.type(),
                    rule,
                    example.before().get(column.name()),
                    example.after().get(column.name())));
        }
        return columns;
    }
}
