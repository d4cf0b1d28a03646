package io.dbferry.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void whatPgDumpTakesFromRegularExpressionsWorks() {
        assertThat(matches("[a-s]*", "public", "bus")).isTrue();
        assertThat(matches("[a-s]*", "public", "tram")).isFalse();
        assertThat(matches("[^a-s]*", "public", "tram")).isTrue();
        assertThat(matches("[[:digit:]_]*", "public", "_1")).isTrue();
        assertThat(matches("bus|tram", "public", "tram")).isTrue();
        assertThat(matches("bus|tram", "public", "trams")).isFalse();
        assertThat(matches("(bus|tram)_[0-9]+", "public", "bus_12")).isTrue();
        assertThat(matches("(app|web).(bus|tram)", "web", "bus")).isTrue();
        assertThat(matches("a{2}", "public", "aa")).isTrue();
        assertThat(matches("a$b", "public", "a$b")).isTrue();
    }

    @Test
    void charactersInQuotesStandForThemselves() {
        for (String name : List.of("a+b|(c)", "[a-s]*", "!t", "a.b", "$1", "a\\d", "^a", "{2}", "a&&b", "?")) {
            assertThat(matches('"' + name + '"', "public", name)).as(name).isTrue();
            assertThat(matches('"' + name + '"', "public", name + "x")).as(name).isFalse();
        }
        assertThat(matches("a\"+\"", "public", "aa")).isFalse();
    }

    @Test
    void whatIsNoPatternIsRefusedWithARemedy() {
        assertThatThrownBy(() -> matches("!bus", "public", "bus"))
                .hasMessage("cannot take '!bus' as a pattern of tables: '!' excludes nothing")
                .extracting("hint")
                .isEqualTo("Name the tables that are not to travel with exclude: [\"bus\"]");
        assertThatThrownBy(() -> matches("a.b.c", "b", "c"))
                .hasMessage("cannot take 'a.b.c' as a pattern of tables: it has more than one dot");
        assertThatThrownBy(() -> matches("[a-", "public", "a"))
                .hasMessageStartingWith("cannot take '[a-' as a pattern of tables: ");
    }

    private static boolean matches(String pattern, String schema, String table) {
        return TablePatterns.of(List.of(pattern)).matches(new TableName(schema, table));
    }
}
