package io.dbferry.postgres.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {
    @ParameterizedTest
    @ValueSource(strings = {"0/0", "0/1", "1/0", "16/B374D848", "FFFFFFFF/FFFFFFFF", "7FFFFFFF/FFFFFFFF", "80000000/0"})
    void isWrittenAsItWasRead(String text) {
        assertThat(Lsn.parse(text)).hasToString(text);
    }

    @Test
    void theOrderIsThatOfNumbersWithoutASign() {
        Lsn low = Lsn.parse("7FFFFFFF/FFFFFFFF");
        Lsn high = Lsn.parse("80000000/0");

        assertThat(high).isGreaterThan(low);
        assertThat(Lsn.later(low, high)).isEqualTo(high);
        assertThat(Lsn.later(high, low)).isEqualTo(high);
        assertThat(Lsn.later(low, low)).isEqualTo(low);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "0", "/1", "1/", "x/1", "1/x", "1/2/3", "-1/0", "0/-1", "100000000/0", "0/100000000"})
    void whatIsNoPositionIsRefused(String text) {
        assertThatThrownBy(() -> Lsn.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
