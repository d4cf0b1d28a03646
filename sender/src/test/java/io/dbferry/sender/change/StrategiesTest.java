package io.dbferry.sender.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.stream.format.Position;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrategiesTest {
    private static final Table BUS = TestTable.of("bus");
    private static final Position NOON =
            new Position("100:120:100,110", "0/1", Instant.parse("2026-11-23T12:00:00Z"), "7", 1);

    @Test
    void windowAsksForRowsFromTheOverlapOn() throws SQLException {
        assertThat(window("at timestamp with time zone"))
                .containsExactly("bus changed where t.\"at\" > timestamptz '2026-11-23T11:50:00Z' AND t is new");
    }

    @Test
    void aTimeWithoutAZoneMayBeOfAnyZone() throws SQLException {
        assertThat(window("at timestamp without time zone"))
                .containsExactly("bus changed where t.\"at\" > timestamptz '2026-11-22T23:50:00Z' AT TIME ZONE 'UTC'"
                        + " AND t is new");
        assertThat(WindowStrategy.takes(TestTable.column("at timestamp(3) without time zone")))
                .isTrue();
        assertThat(WindowStrategy.takes(TestTable.column("at date"))).isFalse();
    }

    @Test
    void strategiesAreDescribedForPeople() {
        Column at = TestTable.column("at timestamp with time zone");

        assertThat(new WindowStrategy(at, Duration.ofMinutes(10)).describe(BUS))
                .isEqualTo("window on at, overlap 10 min");
        assertThat(new ScanStrategy().describe(BUS)).isEqualTo("scan");
        assertThat(new ScanStrategy().touches()).isFalse();
    }

    @Test
    void rowsOfTheOldestRunningTransactionAndLaterAreNotSurelySeen() {
        String late = RowVersion.notSeenBy("t", NOON, List.of());

        assertThat(late)
                .isEqualTo("(age(t.xmin)::bigint & 4294967295) <= (SELECT CASE WHEN"
                        + " pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 100 < 4194967295"
                        + " THEN (age(xid '100')::bigint & 4294967295) ELSE 4294967295 END)");
        assertThat(RowVersion.notSeenBy("t", NOON, List.of(105L, 107L)))
                .isEqualTo(late + " AND t.xmin::text::bigint NOT IN (SELECT unnest('{105,107}'::bigint[]))");
    }

    @Test
    void anIdHasThirtyTwoBitsInARow() {
        Position late = new Position((5L << 32) + 7 + ":" + ((5L << 32) + 9) + ":", "0/1", NOON.time(), "7", 1);

        assertThat(RowVersion.oldestRunning(late)).isEqualTo((5L << 32) + 7);
        assertThat(RowVersion.next(late)).isEqualTo((5L << 32) + 9);
        assertThat(RowVersion.notSeenBy("t", late, List.of())).contains("age(xid '7')");
    }

    @Test
    void aColumnIsMaintainedThatATriggerSetsAndEveryUpdateMoves() {
        Table table = TestTable.of(
                "bus", 1, "id integer", "updated_at timestamp", "timestamp timestamp", "Modified timestamp");
        ChangeTimestampColumns columns = columns(
                table,
                indexed(table, "timestamp", true, 0, false),
                indexed(table, "Modified", true, 0, true),
                indexed(table, "updated_at", true, 0, false));

        assertThat(columns.of(table)).map(Column::name).contains("Modified");
        assertThat(columns.reason(table)).isEqualTo("Modified is indexed, and a trigger sets it");
        assertThat(columns.index(table, TestTable.column("updated_at timestamp")))
                .contains("updated_at_index");
        assertThat(columns.index(table, TestTable.column("id integer"))).isEmpty();
        assertThat(columns.index(TestTable.of("other"), TestTable.column("updated_at timestamp")))
                .isEmpty();
    }

    @Test
    void aColumnThatIsInDoubtSaysWhy() {
        Table table = TestTable.of("bus", 1, "id integer", "updated_at timestamp", "x timestamp");

        assertThat(doubt(table, "updated_at", false, 0, true)).isEqualTo("updated_at may be null");
        assertThat(doubt(table, "updated_at", true, 1, true)).isEqualTo("1 update left updated_at as it was");
        assertThat(doubt(table, "updated_at", true, 2, true)).isEqualTo("2 updates left updated_at as it was");
        assertThat(doubt(table, "updated_at", true, 0, false))
                .isEqualTo("no trigger keeps updated_at for every change");
        assertThat(doubt(table, "x", true, 0, false))
                .as("a name that promises nothing")
                .isEqualTo("no indexed column tells when a row changed");
        assertThat(columns(table).reason(table)).isEqualTo("no indexed column tells when a row changed");
    }

    private static String doubt(Table table, String name, boolean neverNull, long hot, boolean trigger) {
        ChangeTimestampColumns columns = columns(table, indexed(table, name, neverNull, hot, trigger));
        assertThat(columns.of(table)).isEmpty();
        return columns.reason(table);
    }

    private static ChangeTimestampColumns columns(Table table, ChangeTimestampColumns.Indexed... indexed) {
        assertThat(table.oid()).isNotZero();
        return new ChangeTimestampColumns(List.of(indexed));
    }

    private static ChangeTimestampColumns.Indexed indexed(
            Table table, String name, boolean neverNull, long hot, boolean trigger) {
        return new ChangeTimestampColumns.Indexed(table.oid(), name, name + "_index", neverNull, hot, trigger);
    }

    private static List<String> window(String column) throws SQLException {
        TestSink sink = new TestSink();
        WindowStrategy strategy = new WindowStrategy(TestTable.column(column), Duration.ofMinutes(10));
        assertThat(strategy.find(List.of(BUS), NOON, sink)).isEqualTo(new ChangeStrategy.Answer.Told());
        return sink.told();
    }
}
