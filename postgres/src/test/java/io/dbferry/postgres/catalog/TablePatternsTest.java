package io.dbferry.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TablePatternsTest {
    @Test
    void wildcardsMatchAnyCharacters() {
        assertThat(matches("*ndroid*equests_*", "public", "AndroidRequests_report"))
                .isTrue();
        assertThat(matches("b?s", "public", "bus")).isTrue();
        assertThat(matches("b?s", "public", "buses")).isFalse();
    }

    @Test
    void lettersFoldToLowerCaseUnlessQuoted() {
        assertThat(matches("Bus", "public", "bus")).isTrue();
        assertThat(matches("Bus", "public", "Bus")).isFalse();
        assertThat(matches("\"Bus\"", "public", "Bus")).isTrue();
        assertThat(matches("\"we\"\"ird.*\"", "public", "we\"ird.*")).isTrue();
        assertThat(matches("\"a*\"", "public", "ab")).isFalse();
    }

    @Test
    void aDotPartsSchemaAndName() {
        assertThat(matches("app.*", "app", "bus")).isTrue();
        assertThat(matches("app.*", "public", "bus")).isFalse();
        assertThat(matches("bus", "app", "bus")).isFalse();
        assertThat(matches("*.bus", "app", "bus")).isTrue();
    }

    @Test
    void charactersOfRegularExpressionsStandForThemselves() {
        assertThat(matches("a+b|(c)", "public", "a+b|(c)")).isTrue();
        assertThat(matches("a+", "public", "aa")).isFalse();
    }

    private static boolean matches(String pattern, String schema, String table) {
        return TablePatterns.of(List.of(pattern)).matches(new TableName(schema, table));
    }
}
