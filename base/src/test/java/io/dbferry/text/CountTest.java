package io.dbferry.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountTest {
    @Test
    void nounAgreesWithItsNumber() {
        assertThat(Count.of(0, "row")).isEqualTo("0 rows");
        assertThat(Count.of(1, "media file")).isEqualTo("1 media file");
        assertThat(Count.of(1_425, "row")).isEqualTo("1,425 rows");
    }

    @Test
    void unknownNumberIsADash() {
        assertThat(Count.of(null)).isEqualTo("-");
        assertThat(Count.of(1_000_000L)).isEqualTo("1,000,000");
    }
}
