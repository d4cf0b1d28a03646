package io.dbferry.sender.policy;

import io.dbferry.config.policy.PolicyConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads the catalog with the policy in the tables that are to be shipped: the one way in which a dump learns of tables. */
public final class PolicyCatalog {
    private final PolicyConfig policy;
    private final Predicate<TableName> meant;

    private PolicyCatalog(PolicyConfig policy, Predicate<TableName> meant) {
        this.policy = policy;
        this.meant = meant;
    }

    /**
     * Reads it.
     *
     * @param meant whether a table of that name is to be shipped
     * @throws DbferryException if the policy does not fit the tables, or could not hold at a receiver
     */
    public static Catalog read(Connection connection, PolicyConfig policy, Predicate<TableName> meant)
            throws SQLException {
        Catalog catalog = new CatalogReader(connection).read();
        return policy.isNone() ? catalog : new PolicyCatalog(policy, meant).applied(connection, catalog);
    }

    private Catalog applied(Connection connection, Catalog catalog) throws SQLException {
        TableRules rules = TableRules.of(policy);
        rules.requireAllUsed(catalog);
        Optional<HashKey> key = policy.hashes() ? policy.keyFile().map(HashKey::read) : Optional.empty();
        Map<Long, TableFacts> facts = TableFacts.read(connection);
        List<Table> tables = catalog.tables().stream()
                .map(PolicyCatalog::read)
                .map(table -> meant.test(table.name())
                        ? new TablePolicy(table, rules, key, facts.getOrDefault(table.oid(), TableFacts.NONE)).applied()
                        : notMeant(table))
                .toList();
        List<ForeignKey> keys = references(catalog.foreignKeys(), new Catalog(tables, List.of()));
        return TiedRows.in(new Catalog(tables, keys), this::isShipped);
    }

    /** A table that cannot be read stops the dump: without it, rows that are tied to rows of it that may not leave would. */
    private static Table read(Table table) {
        return table.obstacle() != null && table.obstacle().isTrouble() ? table.withObstacle(null) : table;
    }

    /** What is not shipped anyway may not be told of either, if the policy is strict. */
    private Table notMeant(Table table) {
        return policy.strict() && table.obstacle() == null ? TablePolicy.heldBack(table, "the table") : table;
    }

    /** The foreign keys that a receiver may have: those of which nothing travels refer to nothing there. */
    private List<ForeignKey> references(List<ForeignKey> all, Catalog tables) {
        List<ForeignKey> travelling = new ArrayList<>();
        for (ForeignKey key : all) {
            Optional<Table> child = tables.find(key.table()).filter(this::isShipped);
            Optional<Table> parent = tables.find(key.parent()).filter(this::isShipped);
            if (child.isEmpty() || parent.isEmpty() || VisibleSchema.travels(key, child.get(), parent.get())) {
                travelling.add(key);
            } else if (!VisibleSchema.isCut(key, child.get())) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot apply policy.columns: foreign key '" + key.name() + "' of '" + key.table()
                                + "' refers to '" + key.parent() + "', and their columns have different rules",
                        "Keep both, hash both, or let " + String.join(", ", key.columns()) + " of '" + key.table()
                                + "' be null or omitted",
                        null);
            }
        }
        return travelling;
    }

    private boolean isShipped(Table table) {
        return meant.test(table.name()) && table.obstacle() == null;
    }
}
