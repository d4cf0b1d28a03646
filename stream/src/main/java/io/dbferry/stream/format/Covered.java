package io.dbferry.stream.format;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.postgres.catalog.TableName;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a shipment stands for, with all before it: what is not in here may have changed without a word.
 *
 * @param media a hash for each media folder and the columns that name its files, in the order of the config
 */
public record Covered(
        List<CoveredTable> tables,
        @JsonInclude(Include.NON_EMPTY) @Nullable List<String> media) {

    /**
     * A table.
     *
     * @param columns hash of the names and types of the columns that rows carry
     * @param changes absent if its changes travel with partials; false if with completes only
     * @param policy what of its rows travelled; absent if all of them, as they are
     */
    @JsonInclude(Include.NON_NULL)
    public record CoveredTable(
            TableName name,
            String columns,
            @Nullable Boolean changes,
            @Nullable CoveredPolicy policy) {
        /** One without a policy. */
        public CoveredTable(TableName name, String columns, @Nullable Boolean changes) {
            this(name, columns, changes, null);
        }

        public CoveredTable {
            Objects.requireNonNull(name, "no name");
            Objects.requireNonNull(columns, "no columns");
        }

        @JsonIgnore
        boolean isKeptInStep() {
            return !Boolean.FALSE.equals(changes);
        }
    }

    /**
     * The rules that held for a table.
     *
     * @param hash of all that they say, with which secret they hash among it
     * @param columns rules by column, without constants and expressions
     * @param rows true if a condition held rows back; else absent
     */
    @JsonInclude(Include.NON_NULL)
    public record CoveredPolicy(
            String hash,
            Map<String, String> columns,
            @Nullable Boolean rows) {
        public CoveredPolicy {
            Objects.requireNonNull(hash, "no hash");
            columns = Collections.unmodifiableMap(new TreeMap<>(columns));
        }
    }

    public Covered {
        tables = List.copyOf(tables);
        media = media == null ? List.of() : List.copyOf(media);
    }

    Covered renamed(UnaryOperator<TableName> names) {
        return new Covered(
                tables.stream()
                        .map(table -> new CoveredTable(
                                names.apply(table.name()), table.columns(), table.changes(), table.policy()))
                        .toList(),
                media);
    }

    /**
     * The tables that this covers and that one does not: not at all, not with partials, or by another policy, so that
     * receivers may have values that are not to be there, and lack others.
     */
    public Set<TableName> newIn(Covered before) {
        Map<TableName, CoveredTable> known = before.byName();
        return tables.stream()
                .filter(table -> table.isKeptInStep()
                        && (!isKeptInStep(known.get(table.name())) || !hasPolicyOf(known.get(table.name()), table)))
                .map(CoveredTable::name)
                .collect(Collectors.toSet());
    }

    /** The tables that both cover, with other columns: each row may have values that have not travelled. */
    public Set<TableName> changedIn(Covered before) {
        Map<TableName, CoveredTable> known = before.byName();
        return tables.stream()
                .filter(table -> table.isKeptInStep() && isKeptInStep(known.get(table.name())))
                .filter(table -> !table.equals(known.get(table.name())))
                .map(CoveredTable::name)
                .collect(Collectors.toSet());
    }

    private static boolean isKeptInStep(@Nullable CoveredTable table) {
        return table != null && table.isKeptInStep();
    }

    private static boolean hasPolicyOf(@Nullable CoveredTable before, CoveredTable now) {
        return before != null && Objects.equals(before.policy(), now.policy());
    }

    /** The tables that only completes carry, and whose policy is another one now. */
    public List<TableName> withOtherPolicy(Covered before) {
        Map<TableName, CoveredTable> known = before.byName();
        return tables.stream()
                .filter(table -> !table.isKeptInStep() && known.containsKey(table.name()))
                .filter(table -> !hasPolicyOf(known.get(table.name()), table))
                .map(CoveredTable::name)
                .toList();
    }

    /** The tables that only completes carry and of which no complete has carried any. */
    public List<TableName> neverCarried(Covered before) {
        Map<TableName, CoveredTable> known = before.byName();
        return tables.stream()
                .filter(table -> !table.isKeptInStep() && !known.containsKey(table.name()))
                .map(CoveredTable::name)
                .toList();
    }

    /** The tables that were covered and are not any more. */
    public List<TableName> goneSince(Covered before) {
        Map<TableName, CoveredTable> known = byName();
        return before.tables().stream()
                .map(CoveredTable::name)
                .filter(name -> !known.containsKey(name))
                .toList();
    }

    private Map<TableName, CoveredTable> byName() {
        Map<TableName, CoveredTable> byName = new HashMap<>();
        tables.forEach(table -> byName.put(table.name(), table));
        return byName;
    }
}
