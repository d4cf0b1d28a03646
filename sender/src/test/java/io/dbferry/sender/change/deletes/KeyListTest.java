package io.dbferry.sender.change.deletes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.dbferry.sender.change.KeyComparator;
import io.dbferry.sender.change.TestTable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyListTest {
    private static final KeyComparator NUMBER = new KeyComparator(TestTable.of("bus", 1, "id bigint"));
    private static final KeyComparator TEXT = new KeyComparator(TestTable.of("bus", 2, "a text", "b text"));

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("list");
    }

    @Test
    void integersComeBackWhateverTheirDistance() throws IOException {
        List<List<String>> keys = List.of(
                List.of(Long.toString(Long.MIN_VALUE)),
                List.of("-1"),
                List.of("0"),
                List.of("1"),
                List.of(Long.toString(Long.MAX_VALUE)));

        write(NUMBER, keys, true);

        assertThat(read(NUMBER)).isEqualTo(keys);
        assertThat(content())
                .isEqualTo("\"id\" bigint\n-9223372036854775808\n9223372036854775807\n1\n1\n"
                        + "9223372036854775806\n\\.\n");
    }

    @Test
    void textsComeBackWhateverTheyHold() throws IOException {
        List<List<String>> keys =
                List.of(List.of("", ""), List.of("a\tb", "c\\d"), List.of("\\.", "\n\r"), List.of("ñ😀", "\\N"));

        write(TEXT, keys, true);

        assertThat(read(TEXT)).isEqualTo(keys);
    }

    @Test
    void keysOfOtherColumnsAreNone() throws IOException {
        write(NUMBER, List.of(List.of("7")), true);

        assertThat(read(TEXT)).isEmpty();
        assertThat(read(new KeyComparator(TestTable.of("bus", 1, "id integer"))))
                .isEmpty();
    }

    @Test
    void aListWithoutItsEndIsCutShort() throws IOException {
        write(NUMBER, List.of(List.of("7"), List.of("8")), false);

        assertThatThrownBy(() -> read(NUMBER)).isInstanceOf(EOFException.class).hasMessage("it is cut short");
    }

    @Test
    void oldKeysAreToldAsThoseThatAreThereNowPassBy() throws Exception {
        write(NUMBER, List.of(List.of("2"), List.of("3"), List.of("5"), List.of("9")), true);
        List<String> gone = new ArrayList<>();

        try (OldKeys old = OldKeys.open(file, NUMBER)) {
            for (String there : List.of("1", "2", "4", "5", "6", "7")) {
                old.tellBefore(List.of(there), key -> gone.add(key.get(0) + " before " + there));
            }
            old.tellRest(key -> gone.add(key.get(0)));
            assertThat(old.damaged()).isFalse();
        }

        assertThat(gone).containsExactly("3 before 4", "9");
    }

    @Test
    void aListThatIsNotThereTellsNothing() throws Exception {
        for (Path none : new Path[] {null, file}) {
            try (OldKeys old = OldKeys.open(none, NUMBER)) {
                old.tellBefore(List.of("7"), key -> {
                    throw new AssertionError(key);
                });
                old.tellRest(key -> {
                    throw new AssertionError(key);
                });
                assertThat(old.damaged()).isFalse();
            }
        }
    }

    @Test
    void aDamagedListTellsWhatItCanAndSaysSo() throws Exception {
        for (String text : List.of("\"id\" bigint\n7\n", "\"id\" bigint\n7\nx\n\\.\n", "\"id\" bigint\n7\n\\", "")) {
            Files.write(file, Zstd.compress(text.getBytes(StandardCharsets.UTF_8)));
            List<String> told = new ArrayList<>();
            try (OldKeys old = OldKeys.open(file, NUMBER)) {
                old.tellRest(key -> told.add(key.get(0)));
                assertThat(old.damaged()).as(text).isTrue();
            }
            assertThat(told).as(text).isEqualTo(text.isEmpty() ? List.of() : List.of("7"));
        }
        Files.writeString(file, "not compressed");
        try (OldKeys old = OldKeys.open(file, NUMBER)) {
            assertThat(old.damaged()).isTrue();
        }
    }

    private void write(KeyComparator order, List<List<String>> keys, boolean end) throws IOException {
        try (KeyList.Writer writer = new KeyList.Writer(file, order)) {
            for (List<String> key : keys) {
                writer.add(key);
            }
            if (end) {
                writer.end();
            }
        }
    }

    private List<List<String>> read(KeyComparator order) throws IOException {
        List<List<String>> keys = new ArrayList<>();
        try (KeyList.Reader reader = new KeyList.Reader(file, order)) {
            for (List<String> key = reader.next(); key != null; key = reader.next()) {
                keys.add(key);
            }
        }
        return keys;
    }

    private String content() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try (java.io.InputStream in =
                new com.github.luben.zstd.ZstdInputStream(new java.io.ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
