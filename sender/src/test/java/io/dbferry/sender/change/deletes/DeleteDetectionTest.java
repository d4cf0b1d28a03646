package io.dbferry.sender.change.deletes;

import static io.dbferry.sender.Fixtures.NOW;
import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.DeletesSchedule;
import io.dbferry.config.LogConfig;
import io.dbferry.files.DamagedFiles;
import io.dbferry.sender.change.ScanStrategy;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.change.log.LogStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteDetectionTest {
    private static final DeletesSchedule SCHEDULE = new DeletesSchedule(Duration.ofHours(1), 5);

    @TempDir
    private Path work;

    @Test
    void keysAreComparedAfterSomeRunsOrSomeTime() {
        assertThat(isDue(1, Optional.empty(), NOW))
                .as("nothing to compare with")
                .isTrue();
        assertThat(isDue(4, Optional.of(NOW), NOW.plusSeconds(3599))).isFalse();
        assertThat(isDue(5, Optional.of(NOW), NOW)).isTrue();
        assertThat(isDue(1, Optional.of(NOW), NOW.plusSeconds(3600))).isTrue();
    }

    private static boolean isDue(long runs, Optional<Instant> since, Instant now) {
        return DeleteDetection.isDue(SCHEDULE, runs, since, now);
    }

    @Test
    void comparisonHelpsOnlyStrategiesThatCannotTellDeletes() throws IOException {
        TableChoice scanned = new TableChoice.Followed(table("a", "id bigint"), new ScanStrategy(), "why");
        TableChoice logged = new TableChoice.Followed(
                table("b", "id bigint"), new LogStrategy(LogConfig.ofStream("test"), work), "why");
        TableChoice rest = new TableChoice.CompletesOnly(table("c", "id bigint"), TableChoice.Cause.NOT_COVERED);

        List<TableChoice> choices = detection(Optional.of(SCHEDULE)).with(List.of(scanned, logged, rest));

        assertThat(choices).hasSize(3).contains(logged, rest);
        assertThat(choices.get(0)).isInstanceOfSatisfying(TableChoice.Followed.class, followed -> {
            assertThat(followed.strategy()).isInstanceOf(KeyComparingStrategy.class);
            assertThat(followed.strategy().touches()).isTrue();
            assertThat(followed.strategy().describe(followed.table())).isEqualTo("scan");
        });
        assertThat(TableChoice.withoutDeleteEvents(choices)).isEmpty();
    }

    @Test
    void withoutAScheduleListsAreForgotten() throws IOException {
        Files.createDirectories(work.resolve("keys/known-0000000000000000001-5"));
        List<TableChoice> choices =
                List.of(new TableChoice.Followed(table("a", "id bigint"), new ScanStrategy(), "why"));

        assertThat(detection(Optional.empty()).with(choices)).isSameAs(choices);

        assertThat(work.resolve("keys")).doesNotExist();
    }

    private DeleteDetection detection(Optional<DeletesSchedule> schedule) {
        KnownKeys known = new KnownKeys(new KeyLists(work.resolve("keys")), new DamagedFiles(work));
        return new DeleteDetection(schedule, known, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
