package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.log.LogSetupProblem;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a partial does with a table. */
public sealed interface TableChoice {
    Table table();

    /** Why, for people. */
    String reason();

    /**
     * Partials carry its changes.
     *
     * @param notTold why the log, which the config means for it, does not tell them: the strategy stands in
     */
    record Followed(Table table, ChangeStrategy strategy, String reason, Optional<LogSetupProblem> notTold)
            implements TableChoice {
        public Followed(Table table, ChangeStrategy strategy, String reason) {
            this(table, strategy, reason, Optional.empty());
        }
    }

    /** Only completes carry its changes. */
    record CompletesOnly(Table table, Cause cause) implements TableChoice {
        @Override
        public String reason() {
            return cause.text();
        }
    }

    /** Why only completes carry a table's changes. */
    enum Cause {
        NO_KEY("it has no key"),
        NOT_COVERED("not in partial.tables");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    static Stream<Followed> followed(List<TableChoice> choices) {
        return choices.stream().filter(Followed.class::isInstance).map(Followed.class::cast);
    }

    /** The strategies of those choices, each once. */
    static List<ChangeStrategy> strategies(List<TableChoice> choices) {
        Map<ChangeStrategy, Boolean> found = new IdentityHashMap<>();
        return followed(choices)
                .map(Followed::strategy)
                .filter(strategy -> found.put(strategy, true) == null)
                .toList();
    }

    /** The tables whose deleted rows only a comparison of keys finds. */
    static List<Table> withoutDeleteEvents(List<TableChoice> choices) {
        return followed(choices)
                .filter(choice -> !choice.strategy().touches())
                .map(Followed::table)
                .toList();
    }
}
