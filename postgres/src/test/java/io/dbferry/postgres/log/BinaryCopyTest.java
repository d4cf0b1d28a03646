package io.dbferry.postgres.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryCopyTest {
    private static final String HEADER = "5047434f50590aff0d0a00 00000000 00000000";

    private final List<String> values = new ArrayList<>();

    @Test
    void theFirstMessageHasTheHeaderAndTheLastRowAnEndMark() throws SQLException {
        read(HEADER + "0001 00000002 6162", true);
        read("0001 00000000", false);
        read("0001 00000001 63 0001 00000001 64", false);
        read("ffff", false);

        assertThat(values).containsExactly("ab", "", "c", "d");
    }

    @Test
    void anEmptyResultIsAHeaderAndAnEndMark() throws SQLException {
        read(HEADER, true);
        read(HEADER + "ffff", true);

        assertThat(values).isEmpty();
    }

    @Test
    void nothingIsReadBehindTheEndMark() throws SQLException {
        read("0001 00000001 61 ffff 0001 00000001 62", false);

        assertThat(values).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0001", "0001 000000", "0001 00000002 61", "0001 ffffffff", "0001 7fffffff 61"})
    void aRowThatIsCutIsRefused(String row) {
        assertThatThrownBy(() -> read(row, false)).isInstanceOf(IllegalArgumentException.class);
        assertThat(values).isEmpty();
    }

    @Test
    void aRowThatFailsEndsTheReading() {
        SQLException failure = new SQLException("it is full");
        byte[] row = HexFormat.of().parseHex("00010000000161");

        assertThatThrownBy(() -> BinaryCopy.readChunk(row, false, value -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    private void read(String hex, boolean first) throws SQLException {
        BinaryCopy.readChunk(HexFormat.of().parseHex(hex.replace(" ", "")), first, this::take);
    }

    private void take(ByteBuffer value) {
        values.add(StandardCharsets.UTF_8.decode(value).toString());
    }
}
