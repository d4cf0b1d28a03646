package io.dbferry.sender.change.deletes;

import static io.dbferry.sender.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of lists, as shipments are built and delivered. */
class KeyListsTest {
    @TempDir
    private Path folder;

    private KeyLists lists;

    @BeforeEach
    void completeIsDelivered() throws IOException {
        lists = new KeyLists(folder.resolve("keys"));
        lists.build(Kind.COMPLETE);
        lists.built(Kind.COMPLETE, number(1));
        lists.delivered(Kind.COMPLETE, number(1), NOW);
    }

    @Test
    void listsOfADeliveredShipmentAreKnown() throws IOException {
        assertThat(lists.since()).contains(NOW);
        assertThat(names()).containsExactly("known-0000000000000000001-" + NOW.toEpochMilli());
        lists.delivered(Kind.COMPLETE, number(2), NOW.plusSeconds(1));
        assertThat(names()).as("it carried keys that no list has").isEmpty();
    }

    @Test
    void shippedKeysStayUntilAComparisonBehindThemIsDelivered() throws IOException {
        lists.ship(number(2));
        lists.delivered(Kind.PARTIAL, number(2), NOW);
        assertThat(lists.all(KeyLists.State.SHIPPED)).hasSize(1);

        lists.build(Kind.PARTIAL);
        lists.ship(number(3));
        lists.built(Kind.PARTIAL, number(3));
        assertThat(lists.known().orElseThrow().sequence())
                .as("not delivered yet")
                .isEqualTo(1);
        lists.delivered(Kind.PARTIAL, number(3), NOW);

        assertThat(lists.known().orElseThrow().sequence()).isEqualTo(3);
        assertThat(lists.all(KeyLists.State.SHIPPED)).isEmpty();
    }

    @Test
    void comparisonThatFoundNothingIsKnownAtOnce() throws IOException {
        lists.countRun();
        assertThat(lists.countRun()).isEqualTo(2);
        lists.build(Kind.PARTIAL);

        lists.unchanged(number(1), NOW.plusSeconds(5));

        assertThat(lists.since()).contains(NOW.plusSeconds(5));
        assertThat(lists.countRun()).isEqualTo(1);
        lists.unchanged(number(1), NOW.plusSeconds(9));
        assertThat(lists.since()).as("no list was made").contains(NOW.plusSeconds(5));
    }

    @Test
    void completeThatWasOvertakenBringsKeysBack() throws IOException {
        lists.build(Kind.COMPLETE);
        lists.built(Kind.COMPLETE, number(2));
        lists.build(Kind.PARTIAL);
        lists.built(Kind.PARTIAL, number(3));
        lists.delivered(Kind.PARTIAL, number(3), NOW);

        lists.delivered(Kind.COMPLETE, number(2), NOW);

        assertThat(lists.known().orElseThrow().sequence()).isEqualTo(3);
        assertThat(lists.all(KeyLists.State.SHIPPED)).singleElement().satisfies(l -> assertThat(l.sequence())
                .isEqualTo(4));
    }

    @Test
    void runDropsWhatAnEarlierOneLeft() throws IOException {
        lists.build(Kind.PARTIAL);
        lists.built(Kind.PARTIAL, number(2));
        lists.build(Kind.PARTIAL);

        lists.beginRun(Kind.PARTIAL);

        assertThat(names()).hasSize(1).allMatch(name -> name.startsWith("known-"));
    }

    private static Sequence number(long sequence) {
        return new Sequence(sequence);
    }

    private java.util.List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("keys"))) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
