package io.dbferry.receiver.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void linesAreWholeWhereverTheWritesAreCut(int cut) throws IOException {
        byte[] text = "one\n\nthree\tof\\nthem\nno end".getBytes(UTF_8);
        List<String> lines = new ArrayList<>();

        try (Lines cutter = new Lines((bytes, from, length) -> lines.add(new String(bytes, from, length, UTF_8)))) {
            for (int i = 0; i < text.length; i += cut) {
                cutter.write(text, i, Math.min(cut, text.length - i));
            }
        }

        assertThat(lines).containsExactly("one\n", "\n", "three\tof\\nthem\n");
    }
}
