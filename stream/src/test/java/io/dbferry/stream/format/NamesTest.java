package io.dbferry.stream.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static final Instant TIME = Instant.parse("2026-11-23T03:30:00Z");
    private static final String HASH = "0123456789abcdef".repeat(4);

    @Test
    void aSequenceHasSixDigitsOrMore() {
        assertThat(new Sequence(0)).hasToString("000000");
        assertThat(new Sequence(42)).hasToString("000042");
        assertThat(new Sequence(999_999).next()).hasToString("1000000");
        assertThat(new Sequence(9)).isLessThan(new Sequence(10));
        assertThat(new Sequence(9).later(new Sequence(10))).isEqualTo(new Sequence(10));
        assertThat(new Sequence(10).later(new Sequence(9))).isEqualTo(new Sequence(10));
        assertThatThrownBy(() -> new Sequence(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a sequence number is not negative: -1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20261123T033000Z-000042",
                "00010101T000000Z-000000",
                "99991231T235959Z-999999999999999999",
                "20240229T235959Z-1000000"
            })
    void aShipmentsNameIsReadAsItIsWritten(String folder) {
        assertThat(ShipmentName.parse(Kind.PARTIAL, folder).map(ShipmentName::folder))
                .contains(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20261123T033000Z-42",
                "20261123T033000Z-00042",
                "20261123T033000Z-0000042",
                "20261123T033000Z--00042",
                "20261123T033000Z-1000000000000000000",
                "20230229T000000Z-000001",
                "20261123T240000Z-000001",
                "20261123T236000Z-000001",
                "20261123T033060Z-000001",
                "20261323T033000Z-000001",
                "20261123t033000z-000001",
                " 20261123T033000Z-000042",
                "20261123T033000Z-000042\n",
                "20261123T033000Z-00004\u0662",
                "\u0662\u0660\u0662\u0666\u0661\u0661\u0662\u0663T033000Z-000042"
            })
    void whatWeWouldNotWriteIsNoName(String folder) {
        assertThat(ShipmentName.parse(Kind.PARTIAL, folder)).isEmpty();
    }

    @Test
    void aNameIsOfWholeSeconds() {
        ShipmentName name = new ShipmentName(Kind.COMPLETE, TIME.plusMillis(999), new Sequence(42));

        assertThat(name).isEqualTo(new ShipmentName(Kind.COMPLETE, TIME, new Sequence(42)));
        assertThat(name).hasToString("complete 000042");
        assertThat(name).isLessThan(new ShipmentName(Kind.PARTIAL, TIME.minusSeconds(9), new Sequence(43)));
    }

    @Test
    void aKindIsItsWord() {
        assertThat(Kind.of("complete")).isEqualTo(Kind.COMPLETE);
        assertThat(Kind.of("partial")).isEqualTo(Kind.PARTIAL);
        for (String word : List.of("", "Complete", "PARTIAL", "partial ")) {
            assertThatThrownBy(() -> Kind.of(word)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aShipmentsIdIsANumberAndAHash() {
        assertThat(new ShipmentId(new Sequence(1), HASH).manifest()).isEqualTo(HASH);
        for (String other : List.of("", HASH.substring(1), HASH + "0", HASH.toUpperCase(java.util.Locale.ROOT))) {
            assertThatThrownBy(() -> new ShipmentId(new Sequence(1), other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not a SHA-256: " + other);
        }
    }

    @Test
    void aPackAndAnEncryptedFileAreCountedFromOne() {
        assertThat(ShipmentLayout.mediaPack(1)).isEqualTo("media-0001.tar");
        assertThat(ShipmentLayout.mediaPack(12345)).isEqualTo("media-12345.tar");
        assertThat(ShipmentLayout.encrypted(7)).isEqualTo("0007.age");
    }
}
