package io.dbferry.sender.change;

import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.copy.KeyCopy;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyComparatorTest {
    private static final KeyComparator NUMBERS = new KeyComparator(table("n", "id bigint"));
    private static final KeyComparator TEXTS = new KeyComparator(table("t", List.of("a", "b"), "a text", "b integer"));

    @Test
    void oneIntegerIsOrderedByValue() {
        assertThat(NUMBERS.integer()).isTrue();
        assertThat(NUMBERS.compare(List.of("9"), List.of("10"))).isNegative();
        assertThat(NUMBERS.compare(List.of("-9"), List.of("-10"))).isPositive();
        assertThat(NUMBERS.keys()).isEqualTo("SELECT concat(t.\"id\") FROM ONLY \"public\".\"n\" t ORDER BY t.\"id\"");
    }

    @Test
    void allElseIsOrderedByTheBytesOfItsText() {
        assertThat(TEXTS.integer()).isFalse();
        assertThat(TEXTS.compare(List.of("a", "9"), List.of("a", "10"))).isPositive();
        assertThat(TEXTS.compare(List.of("Z", "1"), List.of("a", "1"))).isNegative();
        assertThat(TEXTS.compare(List.of("\uFFFD", "1"), List.of("\uD83D\uDE00", "1")))
                .as("by bytes of UTF-8, not by UTF-16")
                .isNegative();
        assertThat(TEXTS.compare(List.of("a", "1"), List.of("a", "1"))).isZero();
        assertThat(TEXTS.signature()).isEqualTo("\"a\" text, \"b\" integer");
    }

    @Test
    void keysAreWrittenAsLinesOfCopy() {
        assertThat(KeyCopy.line(List.of("a\tb", "c\\d\n\r"))).isEqualTo("a\\tb\tc\\\\d\\n\\r\n");
    }
}
