package io.dbferry.sender.change;

import static io.dbferry.sender.Fixtures.position;
import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.stream.format.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowStrategyTest {
    private static final Duration OVERLAP = Duration.ofMinutes(10);
    private static final Table ZONED = table("zoned", "id bigint", "at timestamp with time zone");
    private static final Table LOCAL = table("local", "id bigint", "at timestamp(3) without time zone");

    @Test
    void windowStartsTheOverlapBeforeTheLastShipment() throws Exception {
        assertThat(condition(ZONED)).isEqualTo("t.\"at\" > timestamptz '2026-11-28T11:50:00Z' AND t since 7");
    }

    @Test
    void timestampWithoutZoneMayBeInAnyZone() throws Exception {
        assertThat(condition(LOCAL))
                .isEqualTo("t.\"at\" > timestamptz '2026-11-27T23:50:00Z' AT TIME ZONE 'UTC' AND t since 7");
    }

    @Test
    void onlyTimestampsMakeAWindow() {
        assertThat(WindowStrategy.takes(ZONED.columns().get(1))).isTrue();
        assertThat(WindowStrategy.takes(LOCAL.columns().get(1))).isTrue();
        assertThat(WindowStrategy.takes(table("d", "at date").columns().get(0))).isFalse();
        assertThat(strategy(ZONED).describe(ZONED)).isEqualTo("window on at, overlap 10 min");
    }

    private static String condition(Table table) throws Exception {
        Conditions sink = new Conditions();
        ChangeStrategy.Answer answer =
                strategy(table).find(List.of(table), new ChangeStrategy.Span(position(7), position(9)), sink);
        assertThat(answer).isEqualTo(new ChangeStrategy.Answer.Told());
        assertThat(sink.found).hasSize(1);
        return sink.found.get(0);
    }

    private static WindowStrategy strategy(Table table) {
        return new WindowStrategy(table.columns().get(1), OVERLAP);
    }

    /** Takes conditions; nothing else is asked of it here. */
    private static final class Conditions extends RefusingSink {
        private final List<String> found = new ArrayList<>();

        @Override
        public String notSeenBy(String alias, Position since) {
            return alias + " since " + RowVersion.oldestRunning(since);
        }

        @Override
        public void changed(Table table, String condition) {
            found.add(condition);
        }
    }
}
