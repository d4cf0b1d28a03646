package io.dbferry.stream.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WireReaderTest {
    /** Two ways to write one number would be two signatures of one message. */
    @ParameterizedTest
    @ValueSource(strings = {"00000000", "0000000100", "000000020001", "0000000180", "00000003007fff"})
    void numberThatIsNotPositiveOrPaddedIsRefused(String hex) {
        WireReader reader = new WireReader(HexFormat.of().parseHex(hex), "the signature");

        assertThatThrownBy(() -> reader.positive("number"))
                .isExactlyInstanceOf(SignatureRefusedException.class)
                .hasMessage("the signature is malformed: number at byte 0 is not a positive number");
    }

    @Test
    void zeroThatKeepsANumberPositiveBelongsToIt() throws SignatureRefusedException {
        WireReader reader = new WireReader(HexFormat.of().parseHex("000000020080"), "the signature");

        assertThat(reader.positive("number")).isEqualTo(128);
        reader.end();
    }

    @Test
    void bytesThatFollowTheEndAreRefused() throws SignatureRefusedException {
        WireReader reader = new WireReader(HexFormat.of().parseHex("0000000141ff"), "the signature");

        assertThat(reader.text("name")).isEqualTo("A");
        assertThatThrownBy(reader::end).hasMessage("the signature is malformed: 1 bytes follow its end at byte 5");
    }
}
