package io.dbferry.sender;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartialCostTest {
    private static final long MB = 1 << 20;

    @Test
    void completeCostsLessThanAPartialOfHalfOfAllRows() {
        assertThat(new PartialCost(1_000_000, 0, 50 * MB, 100 * MB).moreThanComplete())
                .contains("1,000,000 changed rows, about 50.0 MB of 100 MB, would cost more than everything");
        assertThat(new PartialCost(1, 2000, 50 * MB, 100 * MB).moreThanComplete())
                .contains("1 changed and 2,000 deleted rows, about 50.0 MB of 100 MB, would cost more than everything");
        assertThat(new PartialCost(1_000_000, 0, 50 * MB - 1, 100 * MB).moreThanComplete())
                .isEmpty();
    }

    @Test
    void smallPartialsAreNeverTooDear() {
        assertThat(new PartialCost(1000, 0, 32 * MB, 32 * MB).moreThanComplete())
                .isPresent();
        assertThat(new PartialCost(1000, 0, 32 * MB - 1, 32 * MB - 1).moreThanComplete())
                .isEmpty();
    }
}
