package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Table;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a partial does with a table.
 *
 * @param strategy absent if only completes carry its changes
 * @param reason of the choice, for people
 */
public record TableChoice(Table table, @Nullable ChangeStrategy strategy, Cause cause, String reason) {
    public static final String NO_KEY = "it has no key";

    /** Why a table has a strategy or none. */
    public enum Cause {
        STRATEGY,
        NO_KEY,
        NOT_COVERED
    }

    public TableChoice {
        if ((strategy == null) == (cause == Cause.STRATEGY)) {
            throw new IllegalArgumentException("a strategy without its cause: " + cause);
        }
    }

    public static TableChoice of(Table table, ChangeStrategy strategy, String reason) {
        return new TableChoice(table, strategy, Cause.STRATEGY, reason);
    }

    public static TableChoice withoutKey(Table table) {
        return new TableChoice(table, null, Cause.NO_KEY, NO_KEY);
    }

    public static TableChoice notCovered(Table table) {
        return new TableChoice(table, null, Cause.NOT_COVERED, "not in partial.tables");
    }

    /** The strategies of those choices, each once. */
    public static List<ChangeStrategy> strategies(List<TableChoice> choices) {
        Map<ChangeStrategy, Boolean> found = new IdentityHashMap<>();
        return choices.stream()
                .map(TableChoice::strategy)
                .filter(Objects::nonNull)
                .filter(strategy -> found.put(strategy, true) == null)
                .toList();
    }

    /** The tables whose deleted rows only a comparison of keys finds. */
    public static List<Table> withoutDeleteEvents(List<TableChoice> choices) {
        return choices.stream()
                .filter(c -> c.strategy() != null && !c.strategy().touches())
                .map(TableChoice::table)
                .toList();
    }
}
