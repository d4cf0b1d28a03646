package io.dbferry.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What partials carry.
 *
 * @param overlap how far before the last shipment's snapshot a window starts ({@code partial.minutes}; default 10)
 * @param auto whether tables that are not named get a strategy too
 * @param tables by table name as written
 */
public record PartialConfig(Duration overlap, boolean auto, Map<String, TableStrategy> tables) {
    static final Duration DEFAULT_OVERLAP = Duration.ofMinutes(10);

    /** Keeps the order of the tables. */
    public PartialConfig {
        if (overlap.isNegative()) {
            throw new IllegalArgumentException("negative overlap: " + overlap);
        }
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }

    /** How changes of one table are found; {@code window} is the only strategy. */
    public record TableStrategy(String strategy, String changedColumn) {
        static final String WINDOW = "window";

        public TableStrategy {
            if (!strategy.equals(WINDOW)) {
                throw new IllegalArgumentException("unknown strategy: " + strategy);
            }
            if (changedColumn.isEmpty()) {
                throw new IllegalArgumentException("no column");
            }
        }
    }
}
