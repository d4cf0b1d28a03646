package io.dbferry.sender.due;

import static io.dbferry.sender.Fixtures.receipt;
import static io.dbferry.sender.Fixtures.shipped;
import static io.dbferry.sender.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.sender.Fixtures;
import io.dbferry.sender.work.SenderState;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt.State;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamNumbersTest {
    private static final SenderState.Shipped COMPLETE = shipped(Kind.COMPLETE, 3);
    private static final SenderState.Shipped PARTIAL = shipped(Kind.PARTIAL, 5);
    private static final StreamNumbers KNOWN = new StreamNumbers(Optional.of(state(COMPLETE, PARTIAL)));
    private static final StreamNumbers NEW = new StreamNumbers(Optional.empty());
    private static final Sequence MOST = new Sequence(100);

    @Test
    void shipmentsOfTheWorkFolderAreKnown() {
        assertThat(KNOWN.isUnknown(COMPLETE.name(), Set.of())).isFalse();
        assertThat(KNOWN.isUnknown(PARTIAL.name(), Set.of())).isFalse();
        assertThat(KNOWN.isUnknown(name(Kind.PARTIAL, 4), Set.of())).as("older").isFalse();
        assertThat(KNOWN.isUnknown(name(Kind.COMPLETE, 2), Set.of()))
                .as("older")
                .isFalse();
    }

    @Test
    void numbersThatWereNotDrawnOrWereForOthersAreUnknown() {
        ShipmentName later = name(Kind.COMPLETE, 4);

        assertThat(KNOWN.isUnknown(name(Kind.PARTIAL, 6), Set.of())).isTrue();
        assertThat(KNOWN.isUnknown(name(Kind.COMPLETE, 5), Set.of())).isTrue();
        assertThat(KNOWN.isUnknown(later, Set.of()))
                .as("a complete behind the last")
                .isTrue();
        assertThat(KNOWN.isUnknown(later, Set.of(later)))
                .as("published, and not remembered")
                .isFalse();
        assertThat(NEW.isUnknown(COMPLETE.name(), Set.of())).isTrue();
    }

    @Test
    void numbersAreBelievedAsFarAsTheyCanBeTheSenders() {
        assertThat(KNOWN.ofShipments(false)).isEqualTo(new Sequence(100_005));
        assertThat(NEW.ofShipments(false)).isEqualTo(new Sequence(1_000_000_000_000L));
        assertThat(NEW.ofShipments(true)).isEqualTo(new Sequence(Long.MAX_VALUE));
        assertThat(KNOWN.sure(Optional.empty())).isEqualTo(new Sequence(5));
        assertThat(KNOWN.sure(Optional.of(new Sequence(9)))).isEqualTo(new Sequence(9));
        assertThat(KNOWN.sure(Optional.of(new Sequence(2)))).isEqualTo(new Sequence(5));
        assertThat(KNOWN.ofReceipts(Optional.of(new Sequence(9)))).isEqualTo(new Sequence(100_009));
        assertThat(NEW.ofReceipts(Optional.of(new Sequence(9)))).isEqualTo(new Sequence(100_009));
        assertThat(NEW.ofReceipts(Optional.empty())).isEqualTo(new Sequence(1_000_000_000_000L));
    }

    @Test
    void receiptsRaiseNumbersUnlessTheyAreBeyondBelief() {
        assertThat(highest(receipt(State.APPLIED, 7, 7))).isEqualTo(new Sequence(7));
        assertThat(highest(receipt(State.FAILED, 9, 7))).isEqualTo(new Sequence(9));
        assertThat(highest(receipt(State.FAILED, 9, 101))).isEqualTo(new Sequence(5));
    }

    @Test
    void numbersThatAreTakenInTheDepotArePassedOver() {
        List<ShipmentName> taken = List.of(name(Kind.PARTIAL, 6), name(Kind.COMPLETE, 7), name(Kind.PARTIAL, 9));

        assertThat(StreamNumbers.free(new Sequence(5), taken)).isEqualTo(new Sequence(7));
        assertThat(StreamNumbers.free(new Sequence(4), taken)).isEqualTo(new Sequence(4));
    }

    private static Sequence highest(io.dbferry.stream.format.Receipt receipt) {
        return StreamNumbers.highest(new Sequence(5), MOST, List.of(receipt));
    }

    private static ShipmentName name(Kind kind, long sequence) {
        return new ShipmentName(kind, Fixtures.NOW, new Sequence(sequence));
    }
}
