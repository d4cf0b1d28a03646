package io.dbferry.sender.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyComparatorTest {
    private static final KeyComparator NUMBER = new KeyComparator(TestTable.of("bus", 1, "id bigint"));
    private static final KeyComparator TEXT = new KeyComparator(TestTable.of("bus", 2, "a text", "b integer"));

    @Test
    void oneIntegerIsOrderedByItsValueAndAllElseByItsBytes() {
        assertThat(NUMBER.compare(List.of("9"), List.of("10"))).isNegative();
        assertThat(NUMBER.compare(List.of("-10"), List.of("-9"))).isNegative();
        assertThat(NUMBER.compare(List.of("7"), List.of("7"))).isZero();
        assertThat(TEXT.compare(List.of("a", "9"), List.of("a", "10"))).isPositive();
        assertThat(TEXT.compare(List.of("Z", "1"), List.of("a", "1"))).isNegative();
        assertThat(TEXT.compare(List.of("a", "1"), List.of("ab", "1"))).isNegative();
        assertThat(TEXT.compare(List.of("a", "1"), List.of("a", "1"))).isZero();
        assertThat(TEXT.compare(List.of("\uffff", "1"), List.of("\ud83d\ude00", "1")))
                .as("as UTF-8, which is not the order of Java's characters")
                .isNegative();
    }

    @Test
    void theOrderIsPostgresqls() {
        assertThat(NUMBER.integer()).isTrue();
        assertThat(NUMBER.keys()).isEqualTo("SELECT t.\"id\"::text FROM ONLY \"public\".\"bus\" t ORDER BY t.\"id\"");
        assertThat(TEXT.integer()).isFalse();
        assertThat(TEXT.keys())
                .isEqualTo("SELECT t.\"a\"::text, t.\"b\"::text FROM ONLY \"public\".\"bus\" t"
                        + " ORDER BY convert_to(t.\"a\"::text, 'UTF8'), convert_to(t.\"b\"::text, 'UTF8')");
        Table decimal = TestTable.of("bus", 1, "id numeric(9,2)");
        assertThat(new KeyComparator(decimal).integer()).isFalse();
    }

    @Test
    void keysOfOtherTypesAreNotComparable() {
        assertThat(TEXT.signature()).isEqualTo("\"a\" text, \"b\" integer");
        assertThat(NUMBER.signature()).isEqualTo("\"id\" bigint");
    }

    @Test
    void aKeyIsALineOfCopyText() {
        assertThat(KeyCopy.line(List.of("a\tb", "c\\d\n\re", "ñ"))).isEqualTo("a\\tb\tc\\\\d\\n\\re\tñ\n");
        assertThat(KeyCopy.line(List.of("", "\\N"))).isEqualTo("\t\\\\N\n");
    }
}
