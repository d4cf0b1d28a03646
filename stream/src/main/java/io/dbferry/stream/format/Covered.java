package io.dbferry.stream.format;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.postgres.catalog.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a shipment stands for, with all before it: what is not in here may have changed without a word.
 *
 * @param media a hash for each media folder and the columns that name its files, in the order of the config
 * @param policy SHA-256 of all rules of the sender's config that held; absent if everything travels as it is
 */
public record Covered(
        List<CoveredTable> tables,
        @JsonInclude(Include.NON_EMPTY) @Nullable List<String> media,
        @JsonInclude(Include.NON_NULL) @Nullable String policy) {
    /** One without a policy. */
    public Covered(List<CoveredTable> tables, @Nullable List<String> media) {
        this(tables, media, null);
    }

    /**
     * A table.
     *
     * @param number of it in the sender's database: a renamed table keeps it, and one that is made again has another
     * @param columns hash of the names, types and numbers of the columns that rows carry
     * @param labels by enumeration, the values that rows may have, in their order; absent if it has none
     * @param changes absent if its changes travel with partials; false if with completes only
     * @param policy what of its rows travelled; absent if all of them, as they are
     */
    @JsonInclude(Include.NON_NULL)
    public record CoveredTable(
            TableName name,
            long number,
            String columns,
            @Nullable Map<String, List<String>> labels,
            @Nullable Boolean changes,
            @Nullable CoveredPolicy policy) {
        public CoveredTable {
            Objects.requireNonNull(name, "no name");
            Objects.requireNonNull(columns, "no columns");
            labels = labels == null || labels.isEmpty() ? null : Collections.unmodifiableMap(new TreeMap<>(labels));
        }

        /** Whether rows that have not changed may carry other values than before. */
        private boolean carriesOtherwise(CoveredTable before) {
            return !columns.equals(before.columns)
                    || !keepsAll(before.labels == null ? Map.of() : before.labels, labels == null ? Map.of() : labels);
        }

        /** Values may be added anywhere; one that is renamed is gone, and the rows that have it did not change. */
        private static boolean keepsAll(Map<String, List<String>> before, Map<String, List<String>> now) {
            return before.entrySet().stream().allMatch(type -> {
                List<String> kept = new ArrayList<>(now.getOrDefault(type.getKey(), List.of()));
                kept.retainAll(type.getValue());
                return kept.equals(type.getValue());
            });
        }

        /** Whether its changes travel with partials, too. */
        @JsonIgnore
        public boolean isKeptInStep() {
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

    public Covered renamed(UnaryOperator<TableName> names) {
        return new Covered(
                tables.stream()
                        .map(table -> new CoveredTable(
                                names.apply(table.name()),
                                table.number(),
                                table.columns(),
                                table.labels(),
                                table.changes(),
                                table.policy()))
                        .toList(),
                media,
                policy);
    }

    /**
     * The tables that this covers and that one does not: not at all, not with partials, another table of that name, or by
     * another policy, so that receivers may have values that are not to be there, and lack others.
     */
    public Set<TableName> newIn(Covered before) {
        Map<TableName, CoveredTable> known = before.byName();
        return tables.stream()
                .filter(table -> table.isKeptInStep() && !isTheSame(known.get(table.name()), table))
                .map(CoveredTable::name)
                .collect(Collectors.toSet());
    }

    private static boolean isTheSame(@Nullable CoveredTable before, CoveredTable now) {
        return before != null && before.isKeptInStep() && before.number() == now.number() && hasPolicyOf(before, now);
    }

    /** The tables that both cover, with other columns: each row may have values that have not travelled. */
    public Set<TableName> changedIn(Covered before) {
        Map<TableName, CoveredTable> known = before.byName();
        return tables.stream()
                .filter(table -> table.isKeptInStep() && isKeptInStep(known.get(table.name())))
                .filter(table -> table.carriesOtherwise(Objects.requireNonNull(known.get(table.name()))))
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

    /** The first media folder that was not covered, or by other columns: its place in the order of the config. */
    public OptionalInt newMedia(Covered before) {
        List<String> known = before.mediaOrNone();
        List<String> now = mediaOrNone();
        return IntStream.range(0, now.size())
                .filter(i -> i >= known.size() || !known.get(i).equals(now.get(i)))
                .findFirst();
    }

    private List<String> mediaOrNone() {
        return media == null ? List.of() : media;
    }

    /** The tables that were covered and are not any more, by whatever name. */
    public List<TableName> goneSince(Covered before) {
        Map<TableName, CoveredTable> known = byName();
        Set<Long> numbers = tables.stream().map(CoveredTable::number).collect(Collectors.toSet());
        return before.tables().stream()
                .filter(table -> !known.containsKey(table.name()) && !numbers.contains(table.number()))
                .map(CoveredTable::name)
                .toList();
    }

    private Map<TableName, CoveredTable> byName() {
        Map<TableName, CoveredTable> byName = new HashMap<>();
        tables.forEach(table -> byName.put(table.name(), table));
        return byName;
    }
}
