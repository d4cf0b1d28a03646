package io.dbferry.sender.due;

import static io.dbferry.sender.Fixtures.receipt;
import static io.dbferry.sender.Fixtures.shipped;
import static io.dbferry.sender.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.sender.Fixtures;
import io.dbferry.sender.work.SenderState;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Receipt.State;
import io.dbferry.stream.format.Sequence;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeardReceiptsTest {
    private static final SenderState STATE = state(shipped(Kind.COMPLETE, 3), shipped(Kind.PARTIAL, 5));

    @Test
    void receiverThatHasAppliedWhatWasShippedIsNotAhead() {
        assertThat(ahead(receipt(State.APPLIED, 5, 5))).isEmpty();
        assertThat(ahead(receipt(State.APPLIED, 4, 4))).isEmpty();
        assertThat(ahead(receipt(State.NEEDS_COMPLETE, 5, 0))).isEmpty();
    }

    @Test
    void receiverThatHasAppliedANumberThatWasNotDrawnIsAhead() {
        assertThat(new HeardReceipts(Map.of(), Map.of("viz", receipt(State.APPLIED, 7, 7))).ahead(STATE))
                .contains("receiver 'viz' has applied shipment 000007, and the work folder is an older copy that does"
                        + " not know it");
    }

    @Test
    void receiverThatHasAppliedAnotherShipmentOfTheNumberIsAhead() {
        Optional<String> ahead =
                Optional.of("receiver 'viz' has applied shipment 000005, which is not the one that this work folder"
                        + " has shipped");

        assertThat(ahead(other(5))).isEqualTo(ahead);
        assertThat(ahead(other(3))).isPresent();
        assertThat(ahead(other(4))).as("of which nothing is remembered").isEmpty();
    }

    private static Optional<String> ahead(Receipt receipt) {
        HeardReceipts heard = new HeardReceipts(Map.of("viz", receipt), Map.of());
        assertThat(heard.all()).containsExactly(receipt);
        return heard.ahead(STATE);
    }

    private static Receipt other(long sequence) {
        Sequence number = new Sequence(sequence);
        return new Receipt(
                "viz",
                "test",
                number,
                Kind.PARTIAL,
                State.APPLIED,
                Fixtures.NOW,
                number,
                "other",
                0,
                null,
                null,
                null,
                null,
                null);
    }
}
