package io.dbferry.sender.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.Fixtures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
    private static final Table TRIP = Fixtures.table(
            "trip", "id integer", "Person bigint", "code character varying(9)", "at timestamp with time zone");

    @Test
    void aShareIsTakenOfHashes() {
        assertThat(Sample.parse("sample 25%").orElseThrow().sql(TRIP))
                .isEqualTo("(hashtextextended((\"id\"::text) COLLATE \"C\", 0) & 1048575) < 262144");
        assertThat(Sample.parse("sample 0.0001% by code").orElseThrow().sql(TRIP))
                .endsWith(" < 2");
        assertThat(Sample.parse("SAMPLE 5 %  by \"Person\", code where at > '2020-01-01'"))
                .get()
                .satisfies(sample -> {
                    assertThat(sample.columns(TRIP)).isEqualTo(List.of("Person", "code"));
                    assertThat(sample.where()).isEqualTo("at > '2020-01-01'");
                    assertThat(sample.sql(TRIP)).contains("(\"Person\"::text || ',' || \"code\"::text)");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample 0%", "sample 100%", "sample 10", "sample 10% of id", "sample 1.2.3%"})
    void whatIsMeantAsASampleAndIsNoneIsSeen(String written) {
        assertThat(Sample.isMeant(written)).isTrue();
        assertThat(Sample.parse(written)).isEmpty();
    }

    @Test
    void aColumnOfThatNameIsNoSample() {
        assertThat(Sample.isMeant("sample > 10")).isFalse();
        assertThat(Sample.isMeant("sample")).isFalse();
    }

    @Test
    void aTextMustBeTheSameInEachSession() {
        assertThat(Sample.parse("sample 1% by at").orElseThrow().obstacle(TRIP))
                .contains("a sample is by integers, uuids and texts, not by timestamp with time zone");
        assertThat(Sample.parse("sample 1% by person").orElseThrow().obstacle(TRIP))
                .contains("it has no column 'person'");
        assertThat(Sample.parse("sample 1% by code").orElseThrow().obstacle(TRIP))
                .isEmpty();
        assertThat(Sample.parse("sample 1%").orElseThrow().obstacle(Fixtures.table("log", List.of(), "at text")))
                .contains("it has no key, so the sample needs a column");
    }
}
