package io.dbferry.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a partial may be applied on top of. */
class LineageTest {
    private final List<Ledger.Entry> ledger = new ArrayList<>();

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
        ledger.add(new Ledger.Entry(
                id.sequence(),
                kind,
                "folder",
                "stream id",
                id.manifest(),
                after,
                Instant.EPOCH,
                null,
                Instant.EPOCH,
                0,
                0,
                0,
                0,
                0,
                null,
                null));
    }
}
