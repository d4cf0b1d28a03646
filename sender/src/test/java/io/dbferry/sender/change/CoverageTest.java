package io.dbferry.sender.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.SenderMedia;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.stream.format.Covered;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final Table BUS = TestTable.of("bus");
    private static final Table STOP = TestTable.of("stop", 1, "id integer", "name text");
    private static final SenderMedia PHOTOS = new SenderMedia(Path.of("/photos"), "*.jpeg", List.of("bus.photo"));
    private static final SenderMedia SOUNDS = new SenderMedia(Path.of("/sounds"), "*", List.of());

    @Test
    void aCompleteCoversAllAndAPartialWhatHasAStrategy() {
        Covered complete = Coverage.ofComplete(List.of(BUS, STOP), List.of());
        Covered partial = Coverage.ofPartial(
                List.of(TableChoice.of(BUS, new ScanStrategy(), "x"), TableChoice.notCovered(STOP)), List.of());

        assertThat(partial.goneSince(complete)).isEmpty();
        assertThat(partial.newIn(complete)).isEmpty();
        assertThat(complete.newIn(partial)).containsExactly(STOP.name());
    }

    @Test
    void columnsCountWithTheirTypesAndNotTheirOrder() {
        Covered covered = Coverage.ofComplete(List.of(STOP), List.of());

        assertThat(covered.changedIn(complete(TestTable.of("stop", 1, "name text", "id integer"))))
                .isEmpty();
        assertThat(covered.changedIn(complete(TestTable.of("stop", 1, "id bigint", "name text"))))
                .containsExactly(STOP.name());
        assertThat(covered.changedIn(complete(TestTable.of("stop", 1, "id integer"))))
                .containsExactly(STOP.name());
        assertThat(covered.changedIn(complete(TestTable.of("stop", 1, "id integer", "nam etext"))))
                .containsExactly(STOP.name());
    }

    @Test
    void aTableThatOnlyCompletesCarryNeedsOne() {
        Covered now = Coverage.ofPartial(List.of(TableChoice.notCovered(STOP)), List.of());

        assertThat(Coverage.onlyComplete(Coverage.ofComplete(List.of(), List.of()), now, List.of()))
                .contains("table 'stop' is shipped from now on, and only completes carry it");
        assertThat(Coverage.onlyComplete(complete(STOP), now, List.of())).isEmpty();
    }

    @Test
    void aMediaFolderThatIsNewOrNamedByOtherColumnsNeedsACompleteToo() {
        String reason = "media folder '/photos' is shipped from now on, or by other columns";
        Covered photos = media(PHOTOS);

        assertThat(Coverage.onlyComplete(photos, media(PHOTOS), List.of(PHOTOS)))
                .isEmpty();
        assertThat(Coverage.onlyComplete(media(PHOTOS, SOUNDS), media(PHOTOS), List.of(PHOTOS)))
                .isEmpty();
        assertThat(Coverage.onlyComplete(media(), photos, List.of(PHOTOS))).contains(reason);
        assertThat(Coverage.onlyComplete(media(SOUNDS), photos, List.of(PHOTOS)))
                .contains(reason);
        SenderMedia more = new SenderMedia(PHOTOS.folder(), PHOTOS.files(), List.of("stop.photo", "bus.photo"));
        SenderMedia turned = new SenderMedia(PHOTOS.folder(), PHOTOS.files(), List.of("bus.photo", "stop.photo"));
        assertThat(Coverage.onlyComplete(photos, media(more), List.of(more))).contains(reason);
        assertThat(Coverage.onlyComplete(media(more), media(turned), List.of(turned)))
                .isEmpty();
        assertThat(Coverage.onlyComplete(media(PHOTOS), media(PHOTOS, SOUNDS), List.of(PHOTOS, SOUNDS)))
                .contains("media folder '/sounds' is shipped from now on, or by other columns");
    }

    private static Covered complete(Table... tables) {
        return Coverage.ofComplete(List.of(tables), List.of());
    }

    private static Covered media(SenderMedia... folders) {
        return Coverage.ofComplete(List.of(), List.of(folders));
    }
}
