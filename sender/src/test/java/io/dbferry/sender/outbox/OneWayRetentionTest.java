package io.dbferry.sender.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.Keep;
import io.dbferry.sender.Fixtures;
import io.dbferry.sender.Sender;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneWayRetentionTest {
    private static final Instant NOW = Fixtures.NOW;

    @TempDir
    private Path folder;

    @Test
    void theNewestCompleteAndAllBehindItStay() {
        List<ShipmentName> all = List.of(
                name(Kind.COMPLETE, 1, 40),
                name(Kind.PARTIAL, 2, 39),
                name(Kind.COMPLETE, 3, 30),
                name(Kind.PARTIAL, 4, 29));

        assertThat(numbers(keep(10, 10, 9), all)).containsExactly(1L, 2L);
        assertThat(numbers(keep(10, 10, 9), all.subList(1, 2))).isEmpty();
        assertThat(numbers(keep(50, 50, 9), all)).isEmpty();
    }

    @Test
    void whatStandsBeforeTheCompletesThatAreToStayGoesWhateverItsAge() {
        List<ShipmentName> all = List.of(
                name(Kind.COMPLETE, 1, 3),
                name(Kind.PARTIAL, 2, 3),
                name(Kind.COMPLETE, 3, 2),
                name(Kind.COMPLETE, 4, 1));

        assertThat(numbers(keep(50, 50, 2), all)).containsExactly(1L, 2L);
        assertThat(numbers(keep(50, 50, 1), all)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void oldShipmentsLeaveTheDepot() throws Exception {
        try (Sender sender = Sender.in(folder)) {
            sender.ship(Kind.COMPLETE);
            sender.ship(Kind.PARTIAL);
            sender.ship(Kind.COMPLETE);

            new OneWayRetention(keep(0, 0, 1), sender.depot, folder).run(NOW.plus(Duration.ofDays(1)));

            assertThat(sender.depot.shipments())
                    .extracting(ship -> ship.sequence().number())
                    .containsExactly(3L);
        }
    }

    @Test
    void aCompleteToWhichOneRefersThatStaysIsKept() throws Exception {
        try (Sender sender = Sender.in(folder)) {
            Manifest first = sender.ship(Kind.COMPLETE);
            sender.ship(Kind.COMPLETE);
            Manifest newest = sender.ship(Kind.COMPLETE);
            Sender.refer(sender.inDepot(newest).resolve(ShipmentLayout.MANIFEST), first.name());

            new OneWayRetention(keep(0, 0, 1), sender.depot, folder).run(NOW.plus(Duration.ofDays(1)));

            assertThat(sender.depot.shipments())
                    .extracting(ship -> ship.sequence().number())
                    .containsExactly(1L, 3L);
        }
    }

    private static List<Long> numbers(Keep keep, List<ShipmentName> all) {
        return OneWayRetention.old(keep, all, NOW).stream()
                .map(name -> name.sequence().number())
                .toList();
    }

    private static ShipmentName name(Kind kind, long sequence, int daysAgo) {
        return new ShipmentName(kind, NOW.minus(Duration.ofDays(daysAgo)), new Sequence(sequence));
    }

    private static Keep keep(int complete, int partial, int completes) {
        return new Keep(
                Duration.ofDays(complete),
                Duration.ofDays(partial),
                0,
                Long.MAX_VALUE,
                completes,
                Long.MAX_VALUE,
                Duration.ZERO,
                false);
    }
}
