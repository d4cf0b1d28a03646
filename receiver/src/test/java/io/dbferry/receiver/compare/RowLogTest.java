package io.dbferry.receiver.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowLogTest {
    @TempDir
    private Path folder;

    @Test
    void segmentsHaveTheEntriesBetweenThem() throws IOException {
        try (RowLog log = new RowLog(folder.resolve("rows"))) {
            RowLog.Segment none = log.since(0);
            for (int i = 0; i < 10_000; i++) {
                log.add(i, -i);
            }
            RowLog.Segment first = log.since(0);
            log.add(Long.MIN_VALUE, 1);
            RowLog.Segment second = log.since(10_000);

            assertThat(read(none)).isEmpty();
            assertThat(read(first)).hasSize(10_000).startsWith("0 0").endsWith("9999 -9999");
            assertThat(read(second)).containsExactly(Long.MIN_VALUE + " 1");
        }
    }

    private static List<String> read(RowLog.Segment segment) throws IOException {
        List<String> entries = new ArrayList<>();
        segment.read((digest, place) -> entries.add(digest + " " + place));
        return entries;
    }
}
