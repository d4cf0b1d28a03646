package io.dbferry.sender.change.deletes;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.DeletesSchedule;
import io.dbferry.files.DamagedFiles;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.change.ScanStrategy;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.change.TestTable;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.Manifest.MediaEntry;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownKeysTest {
    private static final Table BUS = TestTable.of("bus");

    @TempDir
    private Path work;

    private Path folder;
    private KnownKeys known;

    @BeforeEach
    void open() {
        folder = work.resolve("keys");
        known = new KnownKeys(folder, new DamagedFiles(work));
    }

    @Test
    void aDeletedRowIsToldByTheNextComparison() throws Exception {
        complete(1, "1", "2", "3");

        assertThat(compare("1", "3", "4")).containsExactly("2");
    }

    @Test
    void withoutAListNothingIsKnownToBeGone() throws Exception {
        assertThat(compare("1", "2")).isEmpty();
        assertThat(known.since()).isEmpty();
    }

    @Test
    void keysThatWereShippedSinceAreKnownToo() throws Exception {
        complete(1, "1");
        known.shipped(new Sequence(2), List.of(BUS), keys("5", "6"));
        partial(2);

        assertThat(compare("1", "6")).containsExactly("5", "6"); // "6" is looked up by whoever takes it
    }

    @Test
    void aPartialOnItsWayIsNotKnownBeforeItIsDelivered() throws Exception {
        complete(1, "1", "2");
        assertThat(compare("1")).containsExactly("2");
        known.built(Kind.PARTIAL, new Sequence(2));
        assertThat(compare("1")).as("not delivered").containsExactly("2");

        known.beginRun(Kind.PARTIAL);
        compare("1");
        known.built(Kind.PARTIAL, new Sequence(3));
        known.delivered(manifest(Kind.PARTIAL, 3));
        assertThat(compare("1")).as("delivered").isEmpty();
    }

    @Test
    void aRunThatFoundNothingLeavesItsListAsTheKnownOne() throws Exception {
        complete(1, "1", "2");
        compare("1", "2", "3");
        known.unchanged(new Sequence(1));

        assertThat(compare("1")).containsExactly("2", "3");
        known.beginRun(Kind.PARTIAL);
        known.unchanged(new Sequence(1));
    }

    @Test
    void aCompleteWithoutListsMakesTheOldOnesForgotten() throws Exception {
        complete(1, "1", "2");
        known.shipped(new Sequence(2), List.of(BUS), keys("5"));
        known.delivered(manifest(Kind.COMPLETE, 3));

        assertThat(compare("1")).isEmpty();
        assertThat(folders()).noneMatch(name -> name.startsWith("known") || name.startsWith("shipped"));
    }

    @Test
    void aCompleteThatWasOvertakenBringsItsKeysBack() throws Exception {
        known.list(Kind.COMPLETE, List.of(BUS), keys("1", "9"));
        known.built(Kind.COMPLETE, new Sequence(1));
        compare("1", "2");
        known.built(Kind.PARTIAL, new Sequence(2));
        known.delivered(manifest(Kind.PARTIAL, 2));
        known.delivered(manifest(Kind.COMPLETE, 1));

        assertThat(compare("1", "2")).containsExactly("1", "9");
    }

    @Test
    void aDamagedListIsSetAsideAndSaysSoUntilACompleteIsThere() throws Exception {
        complete(1, "1", "2");
        try (Stream<Path> lists = Files.list(folder)) {
            Path list = lists.filter(path -> path.getFileName().toString().startsWith("known"))
                    .findFirst()
                    .orElseThrow()
                    .resolve("bus.json.zst");
            Files.write(list, new byte[] {1, 2, 3});
        }

        assertThat(damaged("1")).hasSize(1);
        assertThat(damaged("1")).as("still").hasSize(1);
        try (Stream<Path> aside = Files.walk(work.resolve("damaged"))) {
            assertThat(aside.filter(Files::isRegularFile)).isNotEmpty();
        }
        complete(2, "1");
        assertThat(damaged("1")).isEmpty();
    }

    @Test
    void aComparisonIsDueAfterSoManyRunsOrSoMuchTime() throws Exception {
        List<TableChoice> choices = List.of(TableChoice.of(BUS, new ScanStrategy(), "x"));
        complete(1, "1");
        DeleteDetection third = new DeleteDetection(new DeletesSchedule(Duration.ofDays(9), 3), known);

        assertThat(third.with(choices)).isEqualTo(choices);
        assertThat(third.with(choices)).isEqualTo(choices);
        List<TableChoice> with = third.with(choices);
        assertThat(with).extracting(c -> c.strategy()).hasOnlyElementsOfType(KeyComparingStrategy.class);
        assertThat(with).extracting(TableChoice::reason).containsExactly("x");

        DeleteDetection always = new DeleteDetection(new DeletesSchedule(Duration.ZERO, 99), known);
        assertThat(always.with(choices)).isNotEqualTo(choices);
        List<TableChoice> none = List.of(TableChoice.withoutKey(BUS));
        assertThat(always.with(none)).isEqualTo(none);
    }

    @Test
    void withoutASchedulesListsNothingIsKept() throws Exception {
        complete(1, "1");
        List<TableChoice> choices = List.of(TableChoice.of(BUS, new ScanStrategy(), "x"));

        assertThat(new DeleteDetection(null, known).with(choices)).isEqualTo(choices);
        assertThat(folder).doesNotExist();
    }

    @Test
    void theFirstRunCompares() throws Exception {
        List<TableChoice> choices = List.of(TableChoice.of(BUS, new ScanStrategy(), "x"));

        assertThat(new DeleteDetection(new DeletesSchedule(Duration.ofDays(9), 9), known).with(choices))
                .isNotEqualTo(choices);
    }

    private void complete(long sequence, String... ids) throws Exception {
        known.list(Kind.COMPLETE, List.of(BUS), keys(ids));
        known.built(Kind.COMPLETE, new Sequence(sequence));
        known.delivered(manifest(Kind.COMPLETE, sequence));
    }

    private void partial(long sequence) throws Exception {
        known.built(Kind.PARTIAL, new Sequence(sequence));
        known.delivered(manifest(Kind.PARTIAL, sequence));
    }

    private List<String> compare(String... ids) throws IOException, SQLException {
        List<String> gone = new ArrayList<>();
        assertThat(known.compare(List.of(BUS), keys(ids), table -> key -> gone.add(key.get(0))))
                .isEmpty();
        return gone;
    }

    private List<Path> damaged(String... ids) throws IOException, SQLException {
        return known.compare(List.of(BUS), keys(ids), table -> key -> {});
    }

    private List<String> folders() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static KeySource keys(String... ids) {
        return (table, reader) -> {
            for (String id : ids) {
                reader.take(List.of(id));
            }
        };
    }

    private static Manifest manifest(Kind kind, long sequence) {
        return new Manifest(
                Manifest.FORMAT,
                "city",
                "id",
                new Sequence(sequence),
                kind,
                null,
                new Position("1:1:", "0/1", Instant.EPOCH, "7", 1),
                List.of(),
                List.of(),
                MediaEntry.NONE,
                List.of(),
                "",
                List.of(),
                null,
                null);
    }
}
