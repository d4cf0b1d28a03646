package io.dbferry.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.RowKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How tables are divided among workers, and the COPY of each part. */
class HeapRangeTest {
    private static final long PAGE = 8192;
    private static final Table BUS = table("bus", List.of());
    private static final TableName EAST = new TableName("public", "bus east");
    private static final Table PARTITIONED = table("bus", List.of(EAST));

    @ParameterizedTest(name = "{0} pages")
    @CsvSource({"0, 1", "1, 1", "8192, 1", "8193, 2", "16384, 2", "16385, 3"})
    void rangesAreTheWholeHeapAndTheLastHasNoEnd(long pages, int count) {
        List<HeapRange> ranges = HeapRange.of(BUS, BUS.name(), pages * PAGE + 100, PAGE);

        assertThat(ranges).hasSize(count);
        assertThat(ranges.stream().mapToLong(HeapRange::bytes).sum()).isEqualTo(pages * PAGE);
        assertThat(ranges.get(0).fromPage()).isZero();
        for (int i = 1; i < count; i++) {
            assertThat(ranges.get(i).fromPage()).isEqualTo(ranges.get(i - 1).toPage());
        }
        assertThat(ranges.get(count - 1).toPage()).isEqualTo(-1);
    }

    @Test
    void theLargestTablesComeFirstWithTheirRangesTogether() {
        Table trip = table("trip", List.of());
        List<HeapRange> small = HeapRange.of(BUS, BUS.name(), 10 * PAGE, PAGE);
        List<HeapRange> large = HeapRange.of(trip, trip.name(), 9000 * PAGE, PAGE);

        List<HeapRange> ordered = HeapRange.largestFirst(List.of(small, large));

        assertThat(ordered).containsExactly(large.get(0), large.get(1), small.get(0));
        assertThat(HeapRange.bytesByTable(ordered)).isEqualTo(Map.of(BUS.name(), 10 * PAGE, trip.name(), 9000 * PAGE));
    }

    @Test
    void aRangeIsReadByItsPages() {
        assertThat(range(BUS, BUS.name(), 0, -1).copyBeforeTextRules(List.of("id", "na\"me")))
                .isEqualTo("COPY (SELECT \"id\", \"na\"\"me\" FROM ONLY \"public\".\"bus\" t) TO STDOUT");
        assertThat(range(BUS, BUS.name(), 0, 10).copyBeforeTextRules(List.of("id")))
                .isEqualTo(
                        "COPY (SELECT \"id\" FROM ONLY \"public\".\"bus\" t WHERE ctid >= '(0,0)' AND ctid < '(10,0)') TO"
                                + " STDOUT");
        assertThat(range(BUS, BUS.name(), 10, -1).copyBeforeTextRules(List.of()))
                .isEqualTo("COPY (SELECT  FROM ONLY \"public\".\"bus\" t WHERE ctid >= '(10,0)') TO STDOUT");
    }

    @Test
    void placesStandBeforeTheColumns() {
        assertThat(range(BUS, BUS.name(), 0, -1).copyWithPlaces(List.of("id")))
                .isEqualTo("COPY (SELECT tableoid, ctid, \"id\" FROM ONLY \"public\".\"bus\" t) TO STDOUT");
        assertThat(range(BUS, BUS.name(), 0, -1).copyWithPlaces(List.of()))
                .isEqualTo("COPY (SELECT tableoid, ctid FROM ONLY \"public\".\"bus\" t) TO STDOUT");
    }

    @Test
    void aPartitionIsReadAloneAndAPartitionedTableWhole() {
        assertThat(range(PARTITIONED, EAST, 0, 10).copyBeforeTextRules(List.of("id")))
                .isEqualTo("COPY (SELECT \"id\" FROM ONLY \"public\".\"bus east\" t WHERE ctid >= '(0,0)' AND ctid <"
                        + " '(10,0)') TO STDOUT");
        assertThat(HeapRange.whole(PARTITIONED).copyBeforeTextRules(List.of("id")))
                .isEqualTo("COPY (SELECT \"id\" FROM \"public\".\"bus\" t) TO STDOUT");
    }

    @Test
    void rowsAreCopiedIntoTheColumnsThatAreNamed() {
        assertThat(CopyIntoTable.sql("pg_temp.stage", List.of("id", "na\"me"), ""))
                .isEqualTo("COPY pg_temp.stage (\"id\", \"na\"\"me\") FROM STDIN");
        assertThat(CopyIntoTable.sql("pg_temp.stage", List.of(), " (FORMAT binary)"))
                .isEqualTo("COPY pg_temp.stage FROM STDIN (FORMAT binary)");
    }

    private static HeapRange range(Table table, TableName heap, long from, long to) {
        return new HeapRange(table, heap, from, to, 0);
    }

    private static Table table(String name, List<TableName> partitions) {
        return new Table(
                new TableName("public", name),
                1,
                !partitions.isEmpty(),
                false,
                List.of(),
                new RowKey(List.of("id"), true, true),
                partitions,
                List.of(),
                List.of(),
                true,
                null);
    }
}
