package io.dbferry.sender.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.config.policy.ColumnRule;
import io.dbferry.config.policy.PolicyConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.Fixtures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TablePolicyTest {
    private static final Table USERS = Fixtures.table(
            "users", "id bigint", "name text", "code character varying(10)", "at timestamp with time zone");

    @Test
    void tablesWithoutARuleStayAsTheyAre() {
        assertThat(applied(false, Map.of("others", "omit"))).isEqualTo(USERS);
    }

    @Test
    void omittedColumnsAreGoneAndOthersSayWhatTravels() {
        Table users = applied(false, rules("name", "mask email", "code", "omit", "at", "null"));

        assertThat(users.carriedNames()).containsExactly("id", "name", "at");
        assertThat(users.valuesSql(users.carriedNames()))
                .isEqualTo("\"id\", CAST(regexp_replace(\"name\"::text, '[^@.]', 'x', 'g') AS text) AS \"name\","
                        + " CAST(NULL AS timestamp with time zone) AS \"at\"");
        assertThat(users.policy().rules()).isEqualTo(Map.of("name", "mask email", "code", "omit", "at", "null"));
        assertThat(users.rowsSql()).isEqualTo("ONLY \"public\".\"users\"");
    }

    @Test
    void aStarIsForAllColumnsThatAreNotNamed() {
        assertThat(applied(false, rules("*", "omit", "id", "keep", "at", "keep"))
                        .carriedNames())
                .containsExactly("id", "at");
        assertThatThrownBy(() -> applied(false, rules("*", "omit")))
                .isInstanceOf(DbferryException.class)
                .hasMessage("cannot apply policy.columns to 'users.id': omit would leave rows without a key");
    }

    @Test
    void aStrictPolicyHoldsBackWhatItDoesNotName() {
        assertThat(applied(true, rules("id", "keep", "name", "keep")).carriedNames())
                .containsExactly("id", "name");
        assertThat(String.valueOf(applied(true, rules("name", "keep")).obstacle()))
                .isEqualTo("is held back by a strict policy: no rule names column id of its key");
        assertThat(String.valueOf(applied(true, Map.of()).obstacle()))
                .isEqualTo("is held back by a strict policy: no rule names the table");
    }

    @Test
    void aHashMustFitIntoTheColumn() {
        Table users = applied(false, rules("id", "hash", "name", "hash"));
        assertThat(users.hasKeyRules()).isTrue();
        assertThat(users.column("id").map(Column::travelsAs).orElseThrow())
                .endsWith("16))::bit(64)::bigint AS bigint)");
        assertThat(users.column("id").map(Column::textTravelsAs)).isEmpty();
        assertThat(users.column("name").map(Column::textTravelsAs)).isPresent();
        assertThatThrownBy(() -> applied(false, rules("code", "hash")))
                .hasMessage(
                        "cannot apply policy.columns to 'users.code': a hash does not fit into character varying(10)");
        assertThatThrownBy(() -> applied(false, rules("at", "hash")))
                .hasMessage(
                        "cannot apply policy.columns to 'users.at': a hash does not fit into timestamp with time zone");
    }

    @Test
    void rowsThatStayAreInNoQueryOfThoseThatTravel() {
        PolicyConfig config = new PolicyConfig(false, Optional.empty(), Map.of(), Map.of("user*", "code <> 'x'"));
        Table users = new TablePolicy(USERS, TableRules.of(config), Optional.empty(), TableFacts.NONE).applied();

        assertThat(users.rowsSql())
                .isEqualTo(
                        "(SELECT t.tableoid, t.ctid, t.xmin, t.* FROM ONLY \"public\".\"users\" t WHERE (code <> 'x'))");
        assertThat(users.heldBackSql()).endsWith(" WHERE ((code <> 'x')) IS NOT TRUE)");
    }

    @Test
    void anIndexThatMentionsAColumnWithARuleIsFoundWhateverItsName() {
        assertThat(VisibleSchema.mentions("lower(mail) WHERE mail <> 'x'", "mail"))
                .isTrue();
        assertThat(VisibleSchema.mentions("lower(\"the \"\"mail\"\"\")", "the \"mail\""))
                .isTrue();
        assertThat(VisibleSchema.mentions("lower(name)", "mail")).isFalse();
    }

    @Test
    void aTextThatEqualsAnotherOneHasNoHash() {
        PolicyConfig config = new PolicyConfig(
                false,
                Optional.empty(),
                Map.of("users", Map.of("name", ColumnRule.parse("hash").orElseThrow())),
                Map.of());
        TableFacts facts = new TableFacts(Map.of(), List.of(), Set.of("name"));

        assertThatThrownBy(() -> new TablePolicy(
                                USERS, TableRules.of(config), Optional.of(new HashKey(new byte[32])), facts)
                        .applied())
                .hasMessage("cannot apply policy.columns to 'users.name': its collation takes different texts for equal"
                        + " ones, whose hashes would differ");
    }

    private static Map<String, String> rules(String... columnsAndRules) {
        Map<String, String> rules = new LinkedHashMap<>();
        for (int i = 0; i < columnsAndRules.length; i += 2) {
            rules.put(columnsAndRules[i], columnsAndRules[i + 1]);
        }
        return rules;
    }

    private static Table applied(boolean strict, Map<String, String> written) {
        Map<String, ColumnRule> rules = new LinkedHashMap<>();
        written.forEach(
                (column, rule) -> rules.put(column, ColumnRule.parse(rule).orElseThrow()));
        PolicyConfig config = new PolicyConfig(
                strict, Optional.empty(), rules.isEmpty() ? Map.of() : Map.of(table(written), rules), Map.of());
        return new TablePolicy(USERS, TableRules.of(config), Optional.of(new HashKey(new byte[32])), TableFacts.NONE)
                .applied();
    }

    private static String table(Map<String, String> written) {
        return written.containsKey("others") ? "others" : "users";
    }
}
