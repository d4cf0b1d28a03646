package io.dbferry.sender.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.Fixtures;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.RepairRequest;
import io.dbferry.stream.format.Sequence;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WantedTest {
    private static final Table TABLE = Fixtures.table("device", "id bigint");
    private static final String HASH = RepairRequest.hash(TABLE.name());
    private static final RepairRequest WHOLE = new RepairRequest(HASH, 1, List.of());

    /** {@code HELD_ANSWER_COUNTS_EARLY} in model/README.md. */
    @Test
    void requestIsOpenUntilItIsNoLongerMadeAndNotHeardFromWhoHasNotSeenTheLastAnswer() {
        assertThat(wanted(5, receipt(4, WHOLE))).as("shipment 5 may answer it").isNull();
        assertThat(wanted(5, receipt(5, WHOLE))).as("shipment 5 did not help").isEqualTo(WHOLE);
        assertThat(wanted(5, receipt(6, WHOLE))).isEqualTo(WHOLE);
        assertThat(wanted(5, receipt(6))).isNull();
    }

    @Test
    void wholeTableIsWhatAllReceiversWantOfIt() {
        RepairRequest some = new RepairRequest(HASH, 64, List.of(3, 9));
        RepairRequest others = new RepairRequest(HASH, 64, List.of(1, 9));
        RepairRequest finer = new RepairRequest(HASH, 128, List.of(1));

        assertThat(wanted(0, receipt(1, some), receipt(1, others)))
                .isEqualTo(new RepairRequest(HASH, 64, List.of(1, 3, 9)));
        assertThat(wanted(0, receipt(1, some), receipt(1, finer)))
                .as("the other waits for the next partial")
                .isEqualTo(some);
        assertThat(wanted(0, receipt(1, some), receipt(1, WHOLE))).isEqualTo(WHOLE);
        assertThat(wanted(0, receipt(1, WHOLE), receipt(1, some))).isEqualTo(WHOLE);
    }

    private static @Nullable RepairRequest wanted(long lastRepair, Receipt... receipts) {
        Sequence last = lastRepair == 0 ? Sequence.NONE : new Sequence(lastRepair);
        return Wanted.of(List.of(receipts), last).of(TABLE).orElse(null);
    }

    private static Receipt receipt(long applied, RepairRequest... requests) {
        return new Receipt(
                "viz",
                "test",
                new Sequence(applied),
                Kind.PARTIAL,
                Receipt.State.APPLIED,
                Fixtures.NOW,
                new Sequence(applied),
                "sha-" + applied,
                0,
                null,
                List.of(requests),
                null,
                null,
                null);
    }
}
