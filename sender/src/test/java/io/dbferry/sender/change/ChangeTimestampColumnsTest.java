package io.dbferry.sender.change;

import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.change.ChangeTimestampColumns.Indexed;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which column is known to move with every change of a row, and why none is. */
class ChangeTimestampColumnsTest {
    private static final Table BUS = table(
            "bus",
            "id bigint",
            "updated_at timestamp with time zone",
            "Modified timestamp with time zone",
            "seen date");

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
            updated_at | true  | 0 | true  | true  | updated_at is indexed, and a trigger sets it
            seen       | true  | 0 | true  | true  | seen is indexed, and a trigger sets it
            Modified   | true  | 0 | false | false | no trigger keeps Modified for every change
            updated_at | false | 0 | true  | false | updated_at may be null
            updated_at | true  | 1 | true  | false | 1 update left updated_at as it was
            updated_at | true  | 7 | false | false | 7 updates left updated_at as it was
            seen       | true  | 0 | false | false | no indexed column has the time of a row's last change""")
    void aColumnIsTakenOnlyIfATriggerKeepsIt(
            String name, boolean neverNull, long heapOnly, boolean trigger, boolean taken, String reason) {
        ChangeTimestampColumns columns = new ChangeTimestampColumns(
                List.of(new Indexed(BUS.oid(), name, "bus_" + name, neverNull, heapOnly, trigger)));

        assertThat(columns.of(BUS).map(Column::name)).isEqualTo(taken ? Optional.of(name) : Optional.empty());
        assertThat(columns.reason(BUS)).isEqualTo(reason);
        assertThat(columns.reason(table("other", "id bigint")))
                .isEqualTo("no indexed column has the time of a row's last change");
    }

    @Test
    void whatATriggerSetsComesFirstAndThenTheSurestName() {
        Indexed named = new Indexed(BUS.oid(), "updated_at", "a", true, 0, false);
        Indexed lessSure = new Indexed(BUS.oid(), "Modified", "b", false, 0, false);
        Indexed trigger = new Indexed(BUS.oid(), "seen", "c", true, 0, true);

        assertThat(new ChangeTimestampColumns(List.of(lessSure, named, trigger)).of(BUS))
                .map(Column::name)
                .contains("seen");
        assertThat(new ChangeTimestampColumns(List.of(lessSure, named)).reason(BUS))
                .isEqualTo("no trigger keeps updated_at for every change");
    }

    @Test
    void anIndexIsFoundByItsFirstColumn() {
        ChangeTimestampColumns columns = new ChangeTimestampColumns(Stream.of("a", "b")
                .map(index -> new Indexed(BUS.oid(), "updated_at", index, true, 0, false))
                .toList());

        assertThat(columns.index(BUS, BUS.columns().get(1))).contains("a");
        assertThat(columns.index(BUS, BUS.columns().get(2))).isEmpty();
        assertThat(columns.index(table("other", "id bigint"), BUS.columns().get(1)))
                .isEmpty();
    }
}
