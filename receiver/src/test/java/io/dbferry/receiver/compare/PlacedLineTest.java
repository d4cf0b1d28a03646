package io.dbferry.receiver.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacedLineTest {
    private final OwnRows rows = new OwnRows();
    private final PlacedLine line = new PlacedLine(rows);

    @Test
    void tableAndPlaceStandBeforeTheRow() {
        assertThat(row("16384\t(0,1)\ta\tb\n")).isEqualTo("a\tb\n");
        assertThat(RowPlace.tid(line.place())).isEqualTo("(0,1)");
        assertThat(rows.oid(RowPlace.heap(line.place()))).isEqualTo(16384);

        assertThat(row("4294967295\t(4294967294,291)\t(1,2)\n")).isEqualTo("(1,2)\n");
        assertThat(RowPlace.tid(line.place())).isEqualTo("(4294967294,291)");
        assertThat(rows.oid(RowPlace.heap(line.place()))).isEqualTo(4294967295L);
    }

    @Test
    void rowWithoutColumnsIsAnEmptyLine() {
        assertThat(row("16384\t(3,4)\n")).isEqualTo("\n");
    }

    private String row(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        line.take(bytes);
        return new String(bytes, line.start(), bytes.length - line.start(), UTF_8);
    }
}
