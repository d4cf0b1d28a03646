package io.dbferry.sender.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.sender.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TravellingRowsTest {
    @Test
    void aLineWithoutSuchColumnsStaysAsItIs() {
        byte[] line = bytes("1\tann\n");
        assertThat(TravellingRows.TextRules.of(columns(false, false)).applied(line))
                .isSameAs(line);
    }

    @Test
    void onlyTheColumnsOfRulesChange() {
        assertThat(applied(false, true, "1\tann\tx\\ty\n")).isEqualTo("1\t<ann>\tx\\ty\n");
        assertThat(applied(true, false, "1\tann\tx\n")).isEqualTo("<1>\tann\tx\n");
        assertThat(applied(true, true, "1\tann\tx\n")).isEqualTo("<1>\t<ann>\tx\n");
    }

    @Test
    void nullStaysNullAndIsNotTheTextOfItsLetters() {
        assertThat(applied(false, true, "1\t\\N\tx\n")).isEqualTo("1\t\\N\tx\n");
        assertThat(applied(false, true, "1\t\\\\N\tx\n")).isEqualTo("1\t<\\N>\tx\n");
        assertThat(applied(false, true, "1\t\tx\n")).isEqualTo("1\t<>\tx\n");
    }

    @Test
    void theRuleGetsTheValueAndNotHowCopyWritesIt() {
        assertThat(applied(false, true, "1\ta\\\\b\\tc\\nd\\re\\bf\\fg\\vé\tx\n"))
                .isEqualTo("1\t<a\\b\tc\nd\re\bf\fg\u000bé>\tx\n");
    }

    @Test
    void whatAValueBecameIsNeverTakenForAnother() {
        TravellingRows.TextRules rules = TravellingRows.TextRules.of(columns(false, true));
        for (int turn = 0; turn < 2; turn++) {
            for (int i = 0; i < 5000; i++) {
                String value = "x".repeat(i % 3 * 40) + i;
                assertThat(new String(rules.applied(bytes(i + "\t" + value + "\tz\n")), StandardCharsets.UTF_8))
                        .isEqualTo(i + "\t<" + value + ">\tz\n");
            }
        }
    }

    private static String applied(boolean id, boolean name, String line) {
        return new String(TravellingRows.TextRules.of(columns(id, name)).applied(bytes(line)), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Column> columns(boolean id, boolean name) {
        return Fixtures.table("person", "id text", "name text", "note text").carried().stream()
                .map(column -> column.name().equals("id") && id || column.name().equals("name") && name
                        ? column.travellingAs("", TravellingRowsTest::bracketed)
                        : column)
                .toList();
    }

    private static byte[] bracketed(byte[] value) {
        return bytes("<" + new String(value, StandardCharsets.UTF_8) + ">");
    }
}
