package io.dbferry.sender.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaEntry;
import io.dbferry.stream.format.manifest.MissingFile;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is still missing, whatever the order in which shipments reach the depot. */
class SenderStateTest {
    private static final String SHA = "0".repeat(64);
    private static final Position POSITION = new Position("1:1:", "0/0", Instant.EPOCH, "1", 1);

    private final SenderState first = new SenderState(
                    "id", null, new Sequence(9), null, null, null, null, null, List.of())
            .withShipped(complete(1, "a", "b"), SHA);

    @Test
    void shipmentOnTopOfTheLastSaysAllThatIsMissing() {
        SenderState state = first.withShipped(partial(2, 1, "b", "c"), SHA);

        assertThat(state.missing()).isEqualTo(missing("b", "c"));
        assertThat(state.withShipped(complete(3), SHA).missing()).isEmpty();
    }

    @Test
    void completeThatWaitedForgetsNothingOfLaterPartials() {
        SenderState state = first.withShipped(partial(3, 1, "c"), SHA).withShipped(complete(2, "a", "c"), SHA);

        assertThat(state.missing()).isEqualTo(missing("c", "a"));
        assertThat(state.shipped()).isNotNull().extracting(s -> s.sequence()).isEqualTo(new Sequence(3));
        assertThat(state.complete()).isNotNull().extracting(s -> s.sequence()).isEqualTo(new Sequence(2));
    }

    @Test
    void partialThatBeganBeforeACompleteForgetsNothingOfIt() {
        SenderState state = first.withShipped(complete(2, "a"), SHA).withShipped(partial(3, 1, "c"), SHA);

        assertThat(state.missing()).isEqualTo(missing("a", "c"));
    }

    @Test
    void thatAReceiverIsAheadIsRememberedUntilACompleteBehindItIsShipped() {
        SenderState ahead = first.withDrawn(new Sequence(20)).withAhead("why");

        assertThat(ahead.withShipped(partial(21, 1), SHA).ahead()).isNotNull();
        assertThat(ahead.withShipped(complete(10), SHA).ahead()).isNotNull();
        assertThat(ahead.withShipped(complete(21), SHA).ahead()).isNull();
    }

    private static Manifest complete(long sequence, String... missing) {
        return manifest(sequence, Kind.COMPLETE, 0, missing);
    }

    private static Manifest partial(long sequence, long after, String... missing) {
        return manifest(sequence, Kind.PARTIAL, after, missing);
    }

    private static Manifest manifest(long sequence, Kind kind, long after, String... missing) {
        MediaEntry media = new MediaEntry(0, 0, 0, null, null, missing(missing));
        return new Manifest(
                Manifest.FORMAT,
                "s",
                "id",
                new Sequence(sequence),
                kind,
                after == 0 ? null : new ShipmentId(new Sequence(after), SHA),
                POSITION,
                List.of(),
                List.of(),
                null,
                media,
                List.of(),
                "",
                List.of(),
                new Covered(List.of(), null),
                List.of(),
                null);
    }

    private static List<MissingFile> missing(String... names) {
        return Stream.of(names)
                .map(name -> new MissingFile(0, name, "t.c", MissingCause.ABSENT))
                .toList();
    }
}
