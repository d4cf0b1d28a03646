package io.dbferry.stream.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RowChecksumTest {
    @Test
    void theOrderOfRowsIsOfNoConsequence() {
        assertThat(of("1\ta", "2\tb", "3\tc")).isEqualTo(of("3\tc", "1\ta", "2\tb"));
    }

    @Test
    void everyChangeOfRowsChangesIt() {
        String some = of("1\ta", "2\tb");

        assertThat(of("1\ta")).isNotEqualTo(some);
        assertThat(of("1\ta", "2\tb", "2\tb")).isNotEqualTo(some);
        assertThat(of("1\tb", "2\ta")).isNotEqualTo(some);
        assertThat(of("2\ta", "1\tb")).isNotEqualTo(some);
        assertThat(of("x", "x")).as("a row twice is not none").isNotEqualTo(of());
        assertThat(of("")).as("an empty row counts").isNotEqualTo(of());
    }

    @Test
    void partsAddUp() {
        RowChecksum left = checksum("1\ta");
        left.add(checksum("2\tb", "3\tc"));

        assertThat(left.hex()).isEqualTo(of("1\ta", "2\tb", "3\tc"));
    }

    /** Pinned: shipments keep it. */
    @Test
    void itStaysWhatItIs() {
        assertThat(of()).isEqualTo("0000000000000000");
        assertThat(of("1\ta")).isEqualTo("b5568aa325e3293d");
    }

    private static String of(String... rows) {
        return checksum(rows).hex();
    }

    private static RowChecksum checksum(String... rows) {
        RowChecksum checksum = new RowChecksum();
        for (String row : rows) {
            checksum.add(row.getBytes(StandardCharsets.UTF_8));
        }
        return checksum;
    }
}
