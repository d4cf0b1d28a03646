package io.dbferry.sender.change;

import static io.dbferry.sender.Fixtures.foreignKey;
import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParentRowsTest {
    private static final Table CITY = table("city", "id bigint", "mayor bigint");
    private static final Table PERSON = table("person", "id bigint", "city bigint");
    private static final Table ORDER = table("order", "id bigint", "person bigint");
    private static final Table KEYLESS = table("keyless", List.of(), "person bigint");
    private static final ForeignKey LIVES = foreignKey(PERSON, "city", CITY);
    private static final ForeignKey BUYS = foreignKey(ORDER, "person", PERSON);

    @Test
    void parentsToAnyDepthComeAlongAndBeforeTheirChildren() {
        ParentRows rows = rows(List.of(LIVES, BUYS), List.of(ORDER), List.of(PERSON, CITY));

        assertThat(rows.parentsFirst()).containsExactly(CITY, PERSON, ORDER);
        assertThat(rows.references()).containsExactlyInAnyOrder(LIVES, BUYS);
        assertThat(rows.references()).noneMatch(rows::isCircular);
    }

    @Test
    void parentThatIsNotShippedOrHasNoKeyStays() {
        assertThat(rows(List.of(LIVES, BUYS), List.of(ORDER), List.of(CITY)).parentsFirst())
                .containsExactly(ORDER);
        ForeignKey toKeyless = foreignKey(ORDER, "person", KEYLESS);
        assertThat(rows(List.of(toKeyless), List.of(ORDER), List.of(KEYLESS)).references())
                .isEmpty();
    }

    @Test
    void childrenOfFollowedTablesStay() {
        assertThat(rows(List.of(LIVES, BUYS), List.of(CITY), List.of(PERSON, ORDER))
                        .parentsFirst())
                .containsExactly(CITY);
    }

    @Test
    void keyThatClosesACircleIsCircular() {
        ForeignKey governs = foreignKey(CITY, "mayor", PERSON);
        ForeignKey self = foreignKey(PERSON, "id", PERSON);
        ParentRows rows = rows(List.of(LIVES, governs, self), List.of(PERSON), List.of(CITY));

        assertThat(rows.references().stream().filter(rows::isCircular))
                .contains(self)
                .hasSize(2);
    }

    @Test
    void parentsAreAddedChildrenFirstAndACircleUntilNothingIsNew() throws SQLException {
        ForeignKey governs = foreignKey(CITY, "mayor", PERSON);
        ParentRows rows = rows(List.of(LIVES, BUYS, governs), List.of(ORDER), List.of(PERSON, CITY));
        Counted keys = new Counted(List.of(CITY, PERSON, ORDER), Map.of(ORDER, 5L), 3, 2, 0, 1, 1, 0, 0, 0);

        rows.addTo(keys);

        assertThat(keys.added)
                .as("a pass from no city yet, one that finds a city, one that finds nothing")
                .containsExactly("person", "city", "person", "person", "city", "person", "person", "city");
    }

    @Test
    void withoutACircleOnePassIsEnoughAndOnlyFromRowsThatAreCarried() throws SQLException {
        ParentRows rows = rows(List.of(LIVES, BUYS), List.of(ORDER, PERSON), List.of(CITY));
        Counted keys = new Counted(List.of(CITY, PERSON, ORDER), Map.of(ORDER, 5L), 3, 2);
        rows.addTo(keys);
        assertThat(keys.added).containsExactly("person", "city");

        Counted none = new Counted(List.of(CITY, PERSON, ORDER), Map.of());
        rows.addTo(none);
        assertThat(none.added).isEmpty();
    }

    /** Adds as many keys as it is told, one number for each query. */
    private static final class Counted implements ParentRows.Keys {
        private final KeyQueries names;
        private final Map<Table, Long> counts;
        private final long[] finds;
        private final List<String> added = new ArrayList<>();
        private int left;

        Counted(List<Table> tables, Map<Table, Long> counts, long... finds) {
            this.names = TestKeyTables.of(tables, List.of());
            this.counts = new HashMap<>(counts);
            this.finds = finds;
            this.left = finds.length;
        }

        @Override
        public KeyQueries queries() {
            return names;
        }

        @Override
        public long count(Table table) {
            return counts.getOrDefault(table, 0L);
        }

        @Override
        public long add(Table table, String select) {
            assertThat(select).startsWith("SELECT DISTINCT p.").contains("FROM pg_temp.changed_");
            added.add(table.name().toString());
            long found = finds[finds.length - left--];
            counts.merge(table, found, Long::sum);
            return found;
        }
    }

    private static ParentRows rows(List<ForeignKey> keys, List<Table> followed, List<Table> completesOnly) {
        Catalog catalog = new Catalog(List.of(CITY, PERSON, ORDER, KEYLESS), keys);
        Stream<TableChoice> choices = Stream.concat(
                followed.stream().map(t -> new TableChoice.Followed(t, new ScanStrategy(), "")),
                completesOnly.stream().map(t -> new TableChoice.CompletesOnly(t, TableChoice.Cause.NOT_COVERED)));
        return ParentRows.of(catalog, choices.toList());
    }
}
