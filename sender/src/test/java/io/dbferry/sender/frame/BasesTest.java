package io.dbferry.sender.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which completes the next one may refer to. */
class BasesTest {
    private static final Instant TIME = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void aCompleteOfWhichLessThanHalfIsNeededIsNotReferredTo() {
        assertThat(numbers(List.of(holder(1, 100, 49), holder(2, 100, 50), holder(3, 10, 10))))
                .containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void ofManyTheHalfThatHoldsLeastTravelsAgainInOne() {
        List<Holder> as = LongStream.rangeClosed(1, Bases.MOST)
                .mapToObj(number -> holder(number, number, number))
                .toList();
        assertThat(numbers(as)).hasSize(Bases.MOST);

        List<Holder> one = LongStream.rangeClosed(1, Bases.MOST + 1)
                .mapToObj(number -> holder(number, number, number))
                .toList();
        assertThat(numbers(one)).hasSize(Bases.MOST / 2).allMatch(number -> number > Bases.MOST / 2);
    }

    @Test
    void aCompleteThatIsTooOldIsNotReferredTo() {
        assertThat(Bases.of(List.of(holder(1, 100, 100)), TIME.plus(Bases.OLDEST)))
                .isEmpty();
    }

    private static List<Long> numbers(List<Holder> holders) {
        return Bases.of(holders, TIME.plus(Bases.OLDEST).minusSeconds(1)).stream()
                .map(holder -> holder.name().sequence().number())
                .toList();
    }

    static Holder holder(long number, long bytes, long used) {
        ShipmentName name = new ShipmentName(Kind.COMPLETE, TIME, new Sequence(number));
        return new Holder(name, "manifest", bytes, bytes, used, List.of());
    }
}
