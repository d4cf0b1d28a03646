package io.dbferry.sender.change;

import static io.dbferry.sender.Fixtures.position;
import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.format.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scan tells of a table: rows that were written, a table that is new, partitions that were attached. */
class ScanStrategyTest {
    private static final Table BUS = table("bus", "id bigint");
    private static final Table TRIP = partitioned(table("trip", "id bigint"));

    @Test
    void rowsThatWereWrittenTravel() throws Exception {
        assertThat(found(BUS, List.of("f"))).containsExactly("bus: t not seen by 7");
    }

    @Test
    void allRowsOfATableTravelThatIsRedefined() throws Exception {
        assertThat(found(BUS, List.of("t"))).containsExactly("bus: true");
        assertThat(found(TRIP, List.of("t"))).containsExactly("trip: true");
    }

    @Test
    void allRowsOfPartitionsTravelThatWereAttached() throws Exception {
        assertThat(found(TRIP, List.of("f"), List.of("31000", "31001")))
                .containsExactly("trip: t not seen by 7", "trip: t.tableoid IN (31000, 31001)");
        assertThat(found(TRIP, List.of("f"), List.of())).containsExactly("trip: t not seen by 7");
    }

    /** @param answers of the queries, in their order; no other query may be asked */
    @SafeVarargs
    private static List<String> found(Table table, List<String>... answers) throws Exception {
        Sink sink = new Sink(List.of(answers));
        ChangeStrategy.Answer answer =
                new ScanStrategy().find(List.of(table), new ChangeStrategy.Span(position(7), position(9)), sink);
        assertThat(answer).isEqualTo(new ChangeStrategy.Answer.Told());
        assertThat(sink.answers).as("asked").isEmpty();
        return sink.found;
    }

    private static final class Sink extends RefusingSink {
        private final List<List<String>> answers;
        private final List<String> found = new ArrayList<>();

        Sink(List<List<String>> answers) {
            this.answers = new ArrayList<>(answers);
        }

        @Override
        public List<String> column(String query) {
            assertThat(query).contains("t not seen by 7");
            return answers.remove(0);
        }

        @Override
        public String notSeenBy(String alias, Position since) {
            return alias + " not seen by " + RowVersion.oldestRunning(since);
        }

        @Override
        public void changed(Table table, String condition) {
            found.add(table.name() + ": " + condition);
        }
    }

    private static Table partitioned(Table table) {
        return new Table(
                table.name(),
                30000,
                true,
                false,
                table.columns(),
                table.rowKey(),
                List.of(new TableName("public", "trip_1")),
                List.of(),
                List.of(),
                true,
                null);
    }
}
