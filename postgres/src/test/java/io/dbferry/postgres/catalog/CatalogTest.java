package io.dbferry.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final List<Table> tables = new ArrayList<>();
    private final List<ForeignKey> keys = new ArrayList<>();

    @Test
    void parentsComeBeforeChildren() {
        tables("a", "b", "c");
        key("a", "b", false);
        key("b", "c", false);

        assertThat(groups("a", "b", "c")).containsExactly(List.of("c"), List.of("b"), List.of("a"));
        assertThat(parentsFirst("a", "b", "c")).containsExactly("c", "b", "a");
    }

    @Test
    void tablesWithoutKeysComeByTheirNames() {
        tables("b", "a", "c");

        assertThat(groups("c", "b", "a")).containsExactly(List.of("a"), List.of("b"), List.of("c"));
        assertThat(parentsFirst("c", "b", "a")).containsExactly("a", "b", "c");
    }

    @Test
    void aCircleOfKeysThatCannotWaitIsOneGroup() {
        tables("a", "b", "c", "d");
        key("a", "b", false);
        key("b", "c", false);
        key("c", "a", false);
        key("d", "a", false);

        assertThat(groups("a", "b", "c", "d")).hasSize(2);
        assertThat(groups("a", "b", "c", "d").get(0)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(groups("a", "b", "c", "d").get(1)).containsExactly("d");
        assertThat(parentsFirst("a", "b", "c", "d")).containsExactly("c", "b", "a", "d");
    }

    @Test
    void aKeyThatCanWaitOpensACircle() {
        tables("a", "b");
        key("a", "b", false);
        key("b", "a", true);

        assertThat(groups("a", "b")).containsExactly(List.of("b"), List.of("a"));
    }

    @Test
    void aKeyToColumnsThatMayChangeTiesBothTables() {
        tables("a", "b");
        keys.add(new ForeignKey(
                "k", name("a"), List.of("code"), name("b"), List.of("code"), List.of("="), false, "definition"));

        assertThat(groups("a", "b")).hasSize(1);
        assertThat(groups("a", "b").get(0)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aTableThatRefersToItselfStandsAlone() {
        tables("a", "b");
        key("a", "a", false);

        assertThat(groups("a", "b")).containsExactly(List.of("a"), List.of("b"));
        assertThat(parentsFirst("a", "b")).containsExactly("a", "b");
    }

    @Test
    void whatIsNotWantedOrNotThereIsSkipped() {
        tables("a", "b", "c");
        key("a", "b", false);
        key("b", "c", false);

        assertThat(groups("a", "c", "gone")).containsExactly(List.of("a"), List.of("c"));
        assertThat(parentsFirst("a", "c", "gone")).containsExactly("a", "c");
        assertThat(catalog().find(name("gone"))).isEmpty();
        assertThat(catalog().foreignKeysOf(name("a"))).hasSize(1);
        assertThat(catalog().foreignKeysOf(name("c"))).isEmpty();
    }

    @Test
    void namesAreQuotedWhateverTheyHold() {
        assertThat(Sql.quote("a\"b")).isEqualTo("\"a\"\"b\"");
        assertThat(Sql.literal("it's")).isEqualTo("'it''s'");
        assertThat(Sql.literal("a\\'b")).isEqualTo(" E'a\\\\''b'");
        assertThat(Sql.list(List.of("a", "B"))).isEqualTo("\"a\", \"B\"");
        assertThat(Sql.list("t", List.of("a", "B"))).isEqualTo("t.\"a\", t.\"B\"");
        assertThat(Sql.list(List.of())).isEmpty();
    }

    @Test
    void aTableNameIsReadAndWrittenAsTheConfigDoes() {
        for (String written : List.of("Bus", "app.Bus", "app.Bus.x", "é")) {
            assertThat(TableName.written(written)).hasToString(written);
        }
        assertThat(TableName.written("app.Bus.x")).isEqualTo(new TableName("app", "Bus.x"));
        assertThat(TableName.written(".x")).isEqualTo(new TableName("public", ".x"));
        assertThat(TableName.written("x.")).isEqualTo(new TableName("public", "x."));
        assertThat(new TableName("a", "z")).isLessThan(new TableName("b", "a"));
        assertThat(new TableName("a", "a")).isLessThan(new TableName("a", "b"));
        assertThatThrownBy(() -> new TableName("", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TableName.written("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rowsAreComparedAsTheirIndexesDo() {
        UniqueIndex index = new UniqueIndex(
                "u", List.of("a", "B"), List.of("OPERATOR(pg_catalog.=)", "OPERATOR(public.=)"), false, null);
        ForeignKey key = new ForeignKey(
                "k", name("a"), List.of("x", "y"), name("b"), List.of("p", "q"), List.of("=", "=="), false, "d");

        assertThat(index.equal("l", "r"))
                .isEqualTo("l.\"a\" OPERATOR(pg_catalog.=) r.\"a\" AND l.\"B\" OPERATOR(public.=) r.\"B\"");
        assertThat(key.refers("p", "c")).isEqualTo("p.\"p\" = c.\"x\" AND p.\"q\" == c.\"y\"");
        tables("a");
        assertThat(tables.get(0).equal("l", "r", List.of("id"))).isEqualTo("l.\"id\" OPERATOR(pg_catalog.=) r.\"id\"");
        assertThatThrownBy(() -> tables.get(0).equal("l", "r", List.of("gone")))
                .isInstanceOf(java.util.NoSuchElementException.class);
    }

    @Test
    void aGeneratedColumnIsNotCarried() {
        Table table = new Table(
                name("t"),
                1,
                true,
                false,
                List.of(column("id", Column.Generated.NO), column("sum", Column.Generated.STORED)),
                new RowKey(List.of("id"), true, true),
                List.of(name("t_1"), name("t_2")),
                List.of(),
                List.of(),
                true,
                null);

        assertThat(table.carriedNames()).containsExactly("id");
        assertThat(table.rowsSql()).isEqualTo("\"public\".\"t\"");
        assertThat(table.heaps()).containsExactly(name("t_1"), name("t_2"));
        tables("plain");
        assertThat(tables.get(0).rowsSql()).isEqualTo("ONLY \"public\".\"plain\"");
        assertThat(tables.get(0).heaps()).containsExactly(name("plain"));
    }

    private Catalog catalog() {
        return new Catalog(tables, keys);
    }

    private List<List<String>> groups(String... wanted) {
        return catalog().groups(names(wanted)).stream()
                .map(group -> group.stream().map(table -> table.name().name()).toList())
                .toList();
    }

    private List<String> parentsFirst(String... wanted) {
        return catalog().parentsFirst(names(wanted)).stream()
                .map(table -> table.name().name())
                .toList();
    }

    private static List<TableName> names(String... names) {
        return Stream.of(names).map(CatalogTest::name).toList();
    }

    private static TableName name(String name) {
        return new TableName("public", name);
    }

    private void tables(String... names) {
        for (String name : names) {
            tables.add(new Table(
                    name(name),
                    tables.size(),
                    false,
                    false,
                    List.of(column("id", Column.Generated.NO)),
                    new RowKey(List.of("id"), true, true),
                    List.of(),
                    List.of(),
                    List.of(),
                    true,
                    null));
        }
    }

    private void key(String child, String parent, boolean deferrable) {
        keys.add(new ForeignKey(
                child + "_" + parent,
                name(child),
                List.of("parent"),
                name(parent),
                List.of("id"),
                List.of("OPERATOR(pg_catalog.=)"),
                deferrable,
                "definition"));
    }

    private static Column column(String name, Column.Generated generated) {
        return new Column(
                name, 1, "integer", true, null, generated, Column.Identity.NO, "OPERATOR(pg_catalog.=)", null);
    }
}
