package io.dbferry.sender.change;

import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.SenderMedia;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.stream.format.Covered;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final Table ITEM = table("item", "id bigint", "note text");
    private static final Table WIDER = table("item", "id bigint", "note text", "more text");
    private static final Table REORDERED = table("item", "note text", "id bigint");
    private static final Table KEYLESS = table("keyless", List.of(), "note text");
    private static final SenderMedia PHOTOS = new SenderMedia(Path.of("/photos"), "*", List.of("item.note"));

    @Test
    void tableIsCoveredByItsNameAndColumns() {
        Covered before = partial(followed(ITEM));

        assertThat(partial(followed(ITEM), followed(table("other", "id bigint")))
                        .newIn(before))
                .containsExactly(table("other", "id bigint").name());
        assertThat(partial(followed(WIDER)).changedIn(before)).containsExactly(ITEM.name());
        assertThat(partial(followed(REORDERED)).changedIn(before)).isEmpty();
        assertThat(partial().goneSince(before)).containsExactly(ITEM.name());
        assertThat(Coverage.ofComplete(List.of(ITEM), List.of(), Optional.empty()))
                .isEqualTo(before);
    }

    @Test
    void partialsCoverOnlyFollowedTables() {
        Covered before = partial(completesOnly(ITEM));

        assertThat(partial(followed(ITEM)).newIn(before)).containsExactly(ITEM.name());
        assertThat(partial(completesOnly(ITEM)).goneSince(partial(followed(ITEM))))
                .isEmpty();
    }

    @Test
    void onlyACompleteBringsATableThatPartialsNeverCarry() {
        Covered before = partial(followed(ITEM));
        Covered now = partial(followed(ITEM), completesOnly(KEYLESS));

        assertThat(Coverage.onlyComplete(before, now, List.of()))
                .contains("table 'keyless' is shipped from now on, and only completes carry it");
        assertThat(Coverage.onlyComplete(now, now, List.of())).isEmpty();
    }

    @Test
    void onlyACompleteBringsAMediaFolder() {
        List<SenderMedia> media = List.of(PHOTOS);
        Covered without = Coverage.ofComplete(List.of(ITEM), List.of(), Optional.empty());
        Covered with = Coverage.ofComplete(List.of(ITEM), media, Optional.empty());
        Covered otherwise = Coverage.ofComplete(
                List.of(ITEM),
                List.of(new SenderMedia(Path.of("/photos"), "*", List.of("item.more"))),
                Optional.empty());

        assertThat(Coverage.onlyComplete(without, with, media))
                .contains("media folder '/photos' is shipped from now on, or by other columns");
        assertThat(Coverage.onlyComplete(otherwise, with, media)).isPresent();
        assertThat(Coverage.onlyComplete(with, with, media)).isEmpty();
        assertThat(Coverage.onlyComplete(with, without, List.of())).isEmpty();
    }

    @Test
    void anotherPolicyMakesTheTableTravelAgain() {
        Table.Policy active = new Table.Policy("(active)", List.of(), Map.of("note", "mask email"));
        Covered all = partial(followed(ITEM));
        Covered some = partial(followed(under(active)));

        assertThat(some.newIn(all)).containsExactly(ITEM.name());
        assertThat(some.newIn(some)).isEmpty();
        Table.Policy masked = new Table.Policy(null, List.of(), active.rules());
        assertThat(partial(followed(under(masked))).newIn(some)).containsExactly(ITEM.name());
        assertThat(Coverage.onlyComplete(
                        partial(completesOnly(ITEM)), partial(completesOnly(under(active))), List.of()))
                .contains("the policy of table 'item' is another one, and only completes carry it");
    }

    private static Table under(Table.Policy policy) {
        return new Table(
                ITEM.name(),
                ITEM.oid(),
                false,
                false,
                ITEM.columns(),
                ITEM.rowKey(),
                List.of(),
                List.of(),
                List.of(),
                true,
                null,
                policy);
    }

    private static Covered partial(TableChoice... choices) {
        return Coverage.ofPartial(List.of(choices), List.of(), Optional.empty());
    }

    private static TableChoice followed(Table table) {
        return new TableChoice.Followed(table, new ScanStrategy(), "");
    }

    private static TableChoice completesOnly(Table table) {
        return new TableChoice.CompletesOnly(table, TableChoice.Cause.NO_KEY);
    }
}
