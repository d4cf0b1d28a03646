package io.dbferry.receiver.arrived;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaEntry;
import io.dbferry.text.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a partial may be applied on top of. */
class LineageTest {
    private final List<LedgerEntry> ledger = new ArrayList<>();

    @Test
    void partialFollowsTheShipmentThatItNames() {
        applied(Kind.COMPLETE, id(1, 'a'), null);
        applied(Kind.PARTIAL, id(2, 'b'), id(1, 'a'));

        assertThat(gap(id(2, 'b'))).isNull();
        assertThat(gap(id(2, 'c')))
                .isEqualTo("it starts from shipment 000002, and another shipment of that number was applied here: the"
                        + " sender was set back");
        assertThat(gap(id(3, 'd'))).isEqualTo("it starts from shipment 000003, which was not applied here");
    }

    @Test
    void partialThatNamesAnEarlierShipmentDoesNotFollowPartialsBehindIt() {
        applied(Kind.COMPLETE, id(1, 'a'), null);
        applied(Kind.PARTIAL, id(2, 'b'), id(1, 'a'));

        assertThat(gap(id(1, 'a')))
                .isEqualTo("it starts from shipment 000001, and partial 000002 was applied here behind it: the sender"
                        + " was set back");
    }

    @Test
    void completeThatWasBuiltMeanwhileStandsForWhatItFollows() {
        applied(Kind.COMPLETE, id(2, 'b'), id(1, 'a'));

        assertThat(gap(id(1, 'a'))).isNull();
        assertThat(gap(id(1, 'x'))).isEqualTo("it starts from shipment 000001, which was not applied here");
    }

    @Test
    void partialFollowsBehindACompleteThatWasSealedBeforeWhatItNamesArrived() {
        applied(Kind.PARTIAL, id(4, 'd'), id(3, 'c'));
        applied(Kind.COMPLETE, id(5, 'e'), id(3, 'c'));

        assertThat(gap(id(4, 'd'))).isNull();
    }

    @Test
    void completeOfAnotherLineDoesNotStandForWhatItDoesNotFollow() {
        applied(Kind.PARTIAL, id(2, 'b'), id(1, 'a'));
        applied(Kind.COMPLETE, id(3, 'c'), id(1, 'x'));

        assertThat(gap(id(2, 'b')))
                .isEqualTo("it starts from shipment 000002, and complete 000003 was applied here behind it: the sender"
                        + " was set back");
    }

    @Test
    void completeWhoseNumberAndStateAreInAnotherOrderThanTheLastAppliedIsOfASenderThatWasSetBack() throws Exception {
        assertThat(turnedRound(6, position("0/50", 1, 50))).isNull();
        assertThat(turnedRound(6, position("0/30", 1, 30))).isEqualTo("it is of an older state than");
        assertThat(turnedRound(4, position("0/30", 1, 30))).isNull();
        assertThat(turnedRound(4, position("0/50", 1, 50))).isEqualTo("it is of a later state than");
    }

    @Test
    void completeOfADatabaseThatWasSetBackIsNotTakenForAnOlderShipment() throws Exception {
        assertThat(turnedRound(6, position("0/30", 1, 50)))
                .as("a copy of the disk")
                .isNull();
        assertThat(turnedRound(6, position("0/30", 2, 30)))
                .as("another timeline")
                .isNull();
        assertThat(turnedRound(6, position("0/50", 1, 30))).as("the clock").isNull();
    }

    private static @Nullable String turnedRound(long sequence, Position position) throws Exception {
        Manifest complete = new Manifest(
                Manifest.FORMAT,
                "test",
                "stream id",
                new Sequence(sequence),
                Kind.COMPLETE,
                null,
                position,
                List.of(),
                List.of(),
                null,
                MediaEntry.NONE,
                List.of(),
                "",
                List.of(),
                null,
                List.of(),
                null);
        return Lineage.turnedRound(complete, entry(Kind.PARTIAL, id(5, 'e'), null, Json.line(position("0/40", 1, 40))));
    }

    private static Position position(String wal, int timeline, long second) {
        return new Position("100:100:", wal, Instant.ofEpochSecond(second), "7000", timeline);
    }

    private @Nullable String gap(ShipmentId after) {
        return Lineage.gap(
                after,
                ledger.stream()
                        .filter(entry -> entry.sequence().compareTo(after.sequence()) >= 0)
                        .toList());
    }

    private static ShipmentId id(long sequence, char manifest) {
        return new ShipmentId(
                new Sequence(sequence), Integer.toHexString(manifest).repeat(32));
    }

    private void applied(Kind kind, ShipmentId id, @Nullable ShipmentId after) {
        ledger.add(entry(kind, id, after, null));
    }

    private static LedgerEntry entry(Kind kind, ShipmentId id, @Nullable ShipmentId after, @Nullable String position) {
        return new LedgerEntry(
                id.sequence(),
                kind,
                "folder",
                "stream id",
                id.manifest(),
                after,
                Instant.EPOCH,
                position,
                Instant.EPOCH,
                0,
                0,
                0,
                0,
                0,
                false,
                null);
    }
}
