package io.dbferry.sender.change.deletes;

import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.sender.change.KeyComparator;
import io.dbferry.sender.change.deletes.KnownKeys.PassingKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which known keys are gone, as the keys that are there pass by. */
class KnownKeysTest {
    private static final KeyComparator NUMBERS = new KeyComparator(table("n", "id bigint"));
    private static final KeyComparator TEXTS = new KeyComparator(table("t", List.of("a", "b"), "a text", "b text"));

    @TempDir
    private Path folder;

    @Test
    void keysThatAreNotAmongThoseThereAreGone() throws Exception {
        Path list = write(NUMBERS, key("-5"), key("1"), key("2"), key("9"), key("30"));

        assertThat(gone(list, NUMBERS, key("1"), key("3"), key("9"), key("31")))
                .containsExactly(key("-5"), key("2"), key("30"));
        assertThat(gone(list, NUMBERS)).hasSize(5);
    }

    @Test
    void textsAreReadAsTheyWereWritten() throws Exception {
        List<String> odd = key("a\tb\\", "\n\r");
        Path list = write(TEXTS, odd, key("b", ""));

        assertThat(gone(list, TEXTS, key("b", ""))).containsExactly(odd);
    }

    @Test
    void listOfOtherColumnsSaysThatItIsOne() throws Exception {
        Path list = write(NUMBERS, key("1"));

        assertThat(gone(list, TEXTS)).isEmpty();
        try (PassingKeys keys = PassingKeys.open(list, TEXTS)) {
            assertThat(keys.told()).isEqualTo(KnownKeys.Told.OTHER_KEY);
        }
        assertThat(gone(folder.resolve("none"), NUMBERS)).isEmpty();
    }

    @Test
    void listWithoutItsEndOrWithOtherBytesIsDamaged() throws Exception {
        Path cut = folder.resolve("cut");
        try (KeyList.Writer writer = new KeyList.Writer(cut, NUMBERS)) {
            writer.add(key("1"));
        }
        Path list = write(NUMBERS, key("1"));
        byte[] bytes = Files.readAllBytes(list);
        bytes[bytes.length / 2] ^= 0x55;

        assertThat(isWhole(list)).isTrue();
        assertThat(isWhole(cut)).isFalse();
        assertThat(isWhole(Files.write(folder.resolve("flipped"), bytes))).isFalse();
        assertThat(isWhole(Files.write(folder.resolve("empty"), new byte[0]))).isFalse();
        assertThat(isWhole(folder.resolve("none"))).as("not there").isTrue();
    }

    private static boolean isWhole(Path list) throws IOException, SQLException {
        try (PassingKeys keys = PassingKeys.open(list, NUMBERS)) {
            keys.tellBefore(null, key -> {});
            return keys.told() == KnownKeys.Told.ALL;
        }
    }

    @SafeVarargs
    private static List<List<String>> gone(Path list, KeyComparator order, List<String>... there)
            throws IOException, SQLException {
        List<List<String>> gone = new ArrayList<>();
        try (PassingKeys keys = PassingKeys.open(list, order)) {
            for (List<String> key : there) {
                keys.tellBefore(key, gone::add);
            }
            keys.tellBefore(null, gone::add);
            assertThat(keys.told()).isNotEqualTo(KnownKeys.Told.NOT_ALL);
        }
        return gone;
    }

    @SafeVarargs
    private Path write(KeyComparator order, List<String>... keys) throws IOException {
        Path list = folder.resolve("list");
        try (KeyList.Writer writer = new KeyList.Writer(list, order)) {
            for (List<String> key : keys) {
                writer.add(key);
            }
            writer.end();
        }
        return list;
    }

    private static List<String> key(String... values) {
        return List.of(values);
    }
}
