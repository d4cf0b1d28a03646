package io.dbferry.sender.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.config.policy.PolicyConfig;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.Fixtures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TiedRowsTest {
    private static final Table PERSON = ruled(Fixtures.table("person", "id bigint", "best bigint"), "open");
    private static final Table VISIT = Fixtures.table("visit", "id integer", "person bigint");
    private static final Table NOTE = Fixtures.table("note", "id integer", "visit integer");
    private static final Table BADGE = Fixtures.table("badge", "code text", "person bigint");
    private static final ForeignKey OF_VISIT = Fixtures.foreignKey(VISIT, "person", PERSON);

    @Test
    void rowsThatReferToRowsThatStayAreTiedToAnyDepth() {
        Catalog tied = tied(List.of(OF_VISIT, Fixtures.foreignKey(NOTE, "visit", VISIT)), PERSON, VISIT, NOTE);

        assertThat(parents(tied, VISIT)).containsExactly("person");
        assertThat(parents(tied, NOTE)).containsExactly("visit");
        assertThat(parents(tied, PERSON)).isEmpty();
        assertThat(tied.find(VISIT.name()).orElseThrow().rowsSql())
                .endsWith("WHERE NOT EXISTS (SELECT FROM " + PERSON.heldBackSql() + " p WHERE "
                        + OF_VISIT.refers("p", "t") + "))");
    }

    @Test
    void aTableThatRefersToItselfIsAskedFromItsRowsThatStay() {
        Catalog tied = tied(List.of(Fixtures.foreignKey(PERSON, "best", PERSON)), PERSON);

        assertThat(parents(tied, PERSON)).containsExactly("person");
        assertThat(tied.find(PERSON.name()).orElseThrow().rowsSql())
                .contains("(open) AND NOT EXISTS", "WITH RECURSIVE held AS (SELECT t.\"id\" FROM ");
    }

    @Test
    void withoutAConditionNothingIsTied() {
        Table open = Fixtures.table("person", "id bigint", "best bigint");

        assertThat(parents(tied(List.of(OF_VISIT), open, VISIT), VISIT)).isEmpty();
    }

    @Test
    void aCircleWithAConditionIsRefused() {
        List<ForeignKey> circle = List.of(OF_VISIT, Fixtures.foreignKey(PERSON, "best", VISIT));

        assertThatThrownBy(() -> tied(circle, PERSON, VISIT))
                .hasMessageStartingWith("cannot apply policy.rows: foreign key '")
                .hasMessageContaining("closes a circle of tables, and rows of '");
    }

    @Test
    void keysOfTiedRowsMustTellNothing() {
        assertThatThrownBy(() -> tied(List.of(Fixtures.foreignKey(BADGE, "person", PERSON)), PERSON, BADGE))
                .hasMessage("cannot apply policy.rows to 'badge': column 'code' of its key would show rows that do not"
                        + " travel, as they refer to rows of 'person' that stay");
    }

    private static Catalog tied(List<ForeignKey> keys, Table... tables) {
        return TiedRows.in(new Catalog(Arrays.asList(tables), keys), table -> true);
    }

    private static List<String> parents(Catalog catalog, Table table) {
        return catalog.find(table.name()).orElseThrow().policy().ties().stream()
                .map(tie -> tie.parent().toString())
                .toList();
    }

    private static Table ruled(Table table, String condition) {
        PolicyConfig config = new PolicyConfig(
                false, Optional.empty(), Map.of(), Map.of(table.name().name(), condition));
        return new TablePolicy(table, TableRules.of(config), Optional.empty(), TableFacts.NONE).applied();
    }
}
