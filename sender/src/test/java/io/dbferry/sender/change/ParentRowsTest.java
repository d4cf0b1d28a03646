package io.dbferry.sender.change;

import static io.dbferry.sender.Fixtures.foreignKey;
import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Table;
import java.util.List;
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

    private static ParentRows rows(List<ForeignKey> keys, List<Table> followed, List<Table> completesOnly) {
        Catalog catalog = new Catalog(List.of(CITY, PERSON, ORDER, KEYLESS), keys);
        Stream<TableChoice> choices = Stream.concat(
                followed.stream().map(t -> new TableChoice.Followed(t, new ScanStrategy(), "")),
                completesOnly.stream().map(t -> new TableChoice.CompletesOnly(t, TableChoice.Cause.NOT_COVERED)));
        return ParentRows.of(catalog, choices.toList());
    }
}
