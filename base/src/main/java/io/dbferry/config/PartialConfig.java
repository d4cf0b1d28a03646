package io.dbferry.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What partials carry.
 *
 * @param overlap how far before the last shipment's snapshot a window starts ({@code partial.minutes}; default 10)
 * @param auto whether tables that are not named get a strategy too
 * @param tables by table name as written
 * @param deletes when strategies that cannot tell deleted rows get help; never if empty
 */
public record PartialConfig(
        Duration overlap, boolean auto, Map<String, TableStrategy> tables, Optional<DeletesSchedule> deletes) {
    /** Keeps the order of the tables. */
    public PartialConfig {
        if (overlap.isNegative()) {
            throw new IllegalArgumentException("negative overlap: " + overlap);
        }
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }

    /**
     * How changes of one table are found.
     *
     * @param changedColumn of {@code window} alone: the column with the time of the last change
     */
    public record TableStrategy(Strategy strategy, Optional<String> changedColumn) {
        /** Stands, among the names of tables, for all that are not named. */
        public static final String OTHERS = "*";

        public TableStrategy {
            if ((strategy == Strategy.WINDOW)
                    != changedColumn.filter(c -> !c.isEmpty()).isPresent()) {
                throw new IllegalArgumentException("a column is for strategy window, and only for that");
            }
        }

        public static TableStrategy window(String changedColumn) {
            return new TableStrategy(Strategy.WINDOW, Optional.of(changedColumn));
        }

        /** One that needs no column. */
        public static TableStrategy of(Strategy strategy) {
            return new TableStrategy(strategy, Optional.empty());
        }
    }

    /** The ways to find changes that a config can name. */
    public enum Strategy {
        WINDOW,
        SCAN,
        LOG,
        /** The surest of the others that the table allows. */
        AUTO
    }
}
