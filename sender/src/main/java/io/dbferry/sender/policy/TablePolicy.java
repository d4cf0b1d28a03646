package io.dbferry.sender.policy;

import io.dbferry.config.policy.ColumnRule;
import io.dbferry.config.policy.ColumnRule.Kind;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Obstacle;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.UniqueIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the policy into one table, and refuses what cannot hold at a receiver. */
record TablePolicy(Table table, TableRules rules, Optional<HashKey> key, TableFacts facts) {
    /** Keys of these types tell of a row that does not travel only that it is there. */
    private static final Set<String> TELLS_NOTHING = Set.of("smallint", "integer", "bigint", "uuid");

    private static final String SAMPLES = "Write '" + Sample.FORM + "'; by and where may be missing";

    /** The table as a shipment may show it. */
    Table applied() {
        Optional<String> unlisted = unlisted();
        if (unlisted.isPresent()) {
            return heldBack(table, unlisted.get());
        }
        Map<String, String> held = new TreeMap<>();
        List<Column> columns = new ArrayList<>();
        for (Column column : table.columns()) {
            if (column.carried()) {
                carried(column, held).ifPresent(columns::add);
            }
        }
        List<Column> all = new ArrayList<>();
        for (Column column : table.columns()) {
            if (column.carried()) {
                columns.stream().filter(c -> c.name().equals(column.name())).forEach(all::add);
            } else if (generatedTravels(column, held)) {
                all.add(column);
            } else {
                held.put(column.name(), ColumnRule.OMIT.describe());
            }
        }
        return with(table, all, new Table.Policy(condition(held), List.of(), held), table.obstacle());
    }

    /** Of a strict policy: the table, or a column of its key, that nothing is said of. */
    private Optional<String> unlisted() {
        if (table.obstacle() != null) {
            return Optional.empty();
        }
        if (rules.isUnlisted(table)) {
            return Optional.of("the table");
        }
        return table.key().stream()
                .filter(name -> rules.isUnlisted(table, name))
                .map(name -> "column " + name + " of its key")
                .findFirst();
    }

    private Optional<Column> carried(Column column, Map<String, String> held) {
        ColumnRule rule = rules.named(table, column.name()).orElseGet(() -> rules.others(table));
        if (rule.kind() == Kind.KEEP) {
            return Optional.of(column);
        }
        require(column, rule);
        held.put(column.name(), rule.describe());
        return rule.kind() == Kind.OMIT
                ? Optional.empty()
                : Optional.of(new RuledColumns(table.name(), key).of(column, rule));
    }

    private void require(Column column, ColumnRule rule) {
        String name = column.name();
        if (facts.partitionedBy().stream().anyMatch(by -> by.contains(name))) {
            throw refused(name, "the table is partitioned by it", "Keep it, or exclude the table");
        }
        if (table.key().contains(name) && rule.kind() != Kind.HASH) {
            throw refused(
                    name,
                    rule.describe() + " would leave rows without a key",
                    "A column of the key may be kept or hashed: write " + name + ": keep, or " + name + ": hash");
        }
        if (rule.kind() == Kind.NULL && column.notNull()) {
            throw refused(name, "null is no value of a column that is NOT NULL", "Use constant VALUE, hash or omit");
        }
        if (rule.kind() == Kind.HASH && facts.blurred().contains(name)) {
            throw refused(
                    name,
                    "its collation takes different texts for equal ones, whose hashes would differ",
                    "Use null, omit, constant, or an expression such as lower(" + name + ")");
        }
        boolean equal = rule.kind() != Kind.HASH && rule.kind() != Kind.OMIT;
        Optional<UniqueIndex> unique = table.unique().stream()
                .filter(index -> equal && keepsApart(index, name, rule))
                .findFirst();
        if (unique.isPresent()) {
            throw refused(
                    name,
                    rule.describe() + " would make values equal that unique index '"
                            + unique.get().name() + "' keeps apart",
                    "Use hash or omit");
        }
    }

    private static boolean keepsApart(UniqueIndex index, String name, ColumnRule rule) {
        boolean named = index.columns().contains(name)
                || index.definition() != null && VisibleSchema.mentions(index.definition(), name);
        return named && (rule.kind() != Kind.NULL || index.nullsNotDistinct());
    }

    /** A column that is computed from one with a rule has the receiver compute it, of what it has. */
    private boolean generatedTravels(Column column, Map<String, String> held) {
        ColumnRule rule = rules.named(table, column.name())
                .orElseGet(() -> rules.others(table).kind() == Kind.KEEP ? rules.others(table) : ColumnRule.OMIT);
        if (rule.kind() != Kind.KEEP && rule.kind() != Kind.OMIT) {
            throw refused(
                    column.name(),
                    "PostgreSQL computes it from other columns",
                    "Give the rule to the columns that it reads; this one may be kept or omitted");
        }
        boolean travels = rule.kind() == Kind.KEEP
                && facts.reads().getOrDefault(column.name(), Set.of()).stream().noneMatch(held::containsKey);
        if (!travels && table.key().contains(column.name())) {
            throw refused(
                    column.name(), "it is of the key, and computed from a column with a rule", "Exclude the table");
        }
        return travels;
    }

    /** Keys of rows that stay travel among those of deleted rows, as they may have travelled before. */
    private @Nullable String condition(Map<String, String> held) {
        String written = rules.condition(table);
        if (written == null) {
            return null;
        }
        requireSilentKey(table, held, "");
        return Sample.isMeant(written) ? sampled(written) : piece(written);
    }

    private String sampled(String written) {
        Sample sample = Sample.parse(written).orElseThrow(() -> refusedRows("'" + written + "' is no sample", SAMPLES));
        sample.obstacle(table).ifPresent(obstacle -> {
            throw refusedRows(obstacle, SAMPLES);
        });
        String where = sample.where();
        return "(" + sample.sql(table) + (where == null ? "" : " AND " + piece(where)) + ")";
    }

    private String piece(String written) {
        return SqlPiece.of(written)
                .orElseThrow(() -> refusedRows(
                        "the condition is not one piece of SQL",
                        "Write a condition with all its brackets and quotes closed, without comments and ';'"));
    }

    private DbferryException refusedRows(String cause, String hint) {
        return new DbferryException(
                Failure.CONFIG, "cannot apply policy.rows to '" + table.name() + "': " + cause, hint, null);
    }

    /** @param why the rows stay, if not by a condition of their own */
    private static void requireSilentKey(Table table, Map<String, String> held, String why) {
        for (String name : table.key()) {
            String type = table.column(name).orElseThrow().type();
            if (!TELLS_NOTHING.contains(type) && !held.containsKey(name)) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot apply policy.rows to '" + table.name() + "': column '" + name
                                + "' of its key would show rows that do not travel" + why,
                        "Hash it with policy.columns: " + table.name() + ": {" + name + ": hash}",
                        null);
            }
        }
    }

    /** The table without the rows that are tied to rows that stay. */
    static Table tied(Table table, List<Table.Tie> ties) {
        if (ties.isEmpty()) {
            return table;
        }
        Table.Policy own = table.policy();
        requireSilentKey(
                table, own.rules(), ", as they refer to rows of '" + ties.get(0).parent() + "' that stay");
        return with(table, table.columns(), new Table.Policy(own.condition(), ties, own.rules()), table.obstacle());
    }

    private DbferryException refused(String column, String cause, String hint) {
        return new DbferryException(
                Failure.CONFIG,
                "cannot apply policy.columns to '" + table.name() + "." + column + "': " + cause,
                hint,
                null);
    }

    /** The table as one that is not shipped, because a strict policy does not name something. */
    static Table heldBack(Table table, String unnamed) {
        return with(table, table.columns(), table.policy(), new Obstacle(Obstacle.Kind.NO_RULE, unnamed));
    }

    private static Table with(Table table, List<Column> columns, Table.Policy policy, @Nullable Obstacle obstacle) {
        return new Table(
                table.name(),
                table.oid(),
                table.partitioned(),
                table.unlogged(),
                columns,
                table.rowKey(),
                table.partitions(),
                VisibleSchema.unique(table, policy),
                VisibleSchema.types(table, columns),
                table.owner(),
                obstacle,
                policy);
    }
}
