package io.dbferry.receiver.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.Keep;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final ShipmentName COMPLETE_1 = shipment(Kind.COMPLETE, 1, 5);
    private static final ShipmentName PARTIAL_2 = shipment(Kind.PARTIAL, 2, 4);
    private static final ShipmentName COMPLETE_3 = shipment(Kind.COMPLETE, 3, 3);
    private static final ShipmentName PARTIAL_4 = shipment(Kind.PARTIAL, 4, 2);
    private static final ShipmentName COMPLETE_5 = shipment(Kind.COMPLETE, 5, 1);
    private static final List<ShipmentName> ALL = List.of(COMPLETE_1, PARTIAL_2, COMPLETE_3, PARTIAL_4, COMPLETE_5);

    /** All before the newest complete, which is applied. */
    private static final List<ShipmentName> MAY_GO = ALL.subList(0, 4);

    @Test
    void byAgeEachKindHasItsOwn() throws IOException {
        assertThat(past(24 * 60, 24 * 60, 10, Long.MAX_VALUE, MAY_GO)).isEmpty();
        assertThat(past(240, 150, 10, Long.MAX_VALUE, MAY_GO))
                .containsExactly("000001 older than 4h", "000002 older than 150m");
    }

    @Test
    void noMoreCompletesThanThatAndNoPartialsBeforeThem() throws IOException {
        assertThat(past(9999, 9999, 2, Long.MAX_VALUE, MAY_GO))
                .containsExactly("000001 before the newest 2 completes", "000002 before the newest 2 completes");
        assertThat(past(9999, 9999, 3, Long.MAX_VALUE, MAY_GO)).isEmpty();
    }

    @Test
    void theOldestGoUntilTheRestHasTheSize() throws IOException {
        assertThat(past(9999, 9999, 9, 30 << 10, MAY_GO))
                .containsExactly("000001 more than 30.0 kB in the depot", "000002 more than 30.0 kB in the depot");
        assertThat(past(240, 9999, 9, 30 << 10, MAY_GO))
                .containsExactly("000001 older than 4h", "000002 more than 30.0 kB in the depot");
        assertThat(past(9999, 9999, 9, 50 << 10, MAY_GO)).isEmpty();
    }

    @Test
    void aCompleteToWhichOthersReferFreesNothing() throws IOException {
        assertThat(past(9999, 9999, 9, 30 << 10, MAY_GO, Set.of(ALL.get(0))))
                .containsExactly("000002 more than 30.0 kB in the depot", "000003 more than 30.0 kB in the depot");
    }

    @Test
    void whatMayNotGoStaysWhateverTheLimits() throws IOException {
        assertThat(past(0, 0, 1, 0, List.of())).isEmpty();
        assertThat(past(9999, 9999, 1, 0, ALL.subList(0, 1))).containsExactly("000001 before the newest complete");
    }

    private static List<String> past(
            int completeMinutes, int partialMinutes, int completes, long bytes, List<ShipmentName> mayGo)
            throws IOException {
        return past(completeMinutes, partialMinutes, completes, bytes, mayGo, Set.of());
    }

    private static List<String> past(
            int completeMinutes,
            int partialMinutes,
            int completes,
            long bytes,
            List<ShipmentName> mayGo,
            Set<ShipmentName> bases)
            throws IOException {
        Keep keep = new Keep(
                Duration.ofMinutes(completeMinutes),
                Duration.ofMinutes(partialMinutes),
                0,
                Long.MAX_VALUE,
                completes,
                bytes,
                Duration.ZERO,
                true);
        return Expiry.of(keep, ALL, mayGo, NOON, new TenKilobytes(bases)).entrySet().stream()
                .map(e -> e.getKey().sequence() + " " + e.getValue())
                .toList();
    }

    private record TenKilobytes(Set<ShipmentName> bases) implements Expiry.InDepot {
        @Override
        public long bytes(ShipmentName shipment) {
            return 10 << 10;
        }

        @Override
        public Set<ShipmentName> bases(List<ShipmentName> shipments) {
            return bases;
        }
    }

    private static ShipmentName shipment(Kind kind, int sequence, int hoursAgo) {
        return new ShipmentName(kind, NOON.minus(Duration.ofHours(hoursAgo)), new Sequence(sequence));
    }
}
