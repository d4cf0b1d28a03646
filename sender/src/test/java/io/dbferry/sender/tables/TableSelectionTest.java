package io.dbferry.sender.tables;

import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableSelectionTest {
    private static final Table ITEM = table("Item", "id bigint");
    private static final Table USER = table("user", "id bigint");
    private static final Catalog CATALOG = new Catalog(List.of(ITEM, USER), List.of());

    @Test
    void withoutPatternsAllOfPublicIsShipped() {
        assertThat(TableSelection.of(List.of(), List.of(), CATALOG)).containsExactly(ITEM, USER);
        assertThat(TableSelection.of(List.of(), List.of("user"), CATALOG)).containsExactly(ITEM);
        assertThat(TableSelection.of(List.of("us*"), List.of(), CATALOG)).containsExactly(USER);
    }

    @Test
    void choiceOfNoTableIsRefused() {
        assertRefused(
                List.of(),
                List.of("*"),
                CATALOG,
                "exclude names all that could be shipped",
                "Name fewer tables with exclude in the config");
        assertRefused(
                List.of(),
                List.of(),
                new Catalog(List.of(), List.of()),
                "the schema public has none",
                "Name tables of another schema with tables, as \"app.*\"");
        assertRefused(
                List.of("Item"),
                List.of(),
                CATALOG,
                "no table matches 'Item'",
                "Capitals need double quotes, as in pg_dump: '\"Item\"'");
    }

    private static void assertRefused(
            List<String> tables, List<String> exclude, Catalog catalog, String cause, String hint) {
        assertThatThrownBy(() -> TableSelection.of(tables, exclude, catalog))
                .hasMessage("cannot choose tables: " + cause)
                .isInstanceOfSatisfying(
                        DbferryException.class, e -> assertThat(e.hint()).isEqualTo(hint));
    }
}
