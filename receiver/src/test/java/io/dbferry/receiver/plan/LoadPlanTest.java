package io.dbferry.receiver.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
    private final SortedMap<Sequence, Kind> applied = new TreeMap<>();
    private final List<ShipmentName> inDepot = new ArrayList<>();

    @Test
    void shipmentsAreDueInSequence() {
        ShipmentName partial = depot(Kind.PARTIAL, 2);
        ShipmentName complete = depot(Kind.COMPLETE, 1);

        assertThat(plan().due()).containsExactly(complete, partial);
        assertThat(plan().next(Optional.empty())).isEqualTo(new LoadPlan.Step.Complete(complete, List.of(), List.of()));
    }

    @Test
    void whatIsAppliedIsNotDueAgain() {
        depot(Kind.COMPLETE, 1);
        depot(Kind.PARTIAL, 2);
        applied(Kind.COMPLETE, 1);
        applied(Kind.PARTIAL, 2);

        assertThat(plan().next(Optional.empty())).isEqualTo(new LoadPlan.Step.Nothing());
    }

    @Test
    void lateCompleteIsFollowedByThePartialsThatWereAppliedBeforeIt() {
        applied(Kind.COMPLETE, 1);
        applied(Kind.PARTIAL, 3);
        ShipmentName complete = depot(Kind.COMPLETE, 2);
        ShipmentName partial = depot(Kind.PARTIAL, 3);

        assertThat(plan().next(Optional.empty()))
                .isEqualTo(new LoadPlan.Step.Complete(complete, List.of(partial), List.of()));
    }

    @Test
    void lateCompleteIsLeftAloneWhenAPartialBehindItIsGone() {
        applied(Kind.COMPLETE, 1);
        applied(Kind.PARTIAL, 3);
        depot(Kind.COMPLETE, 2);

        assertThat(plan().due()).isEmpty();
    }

    @Test
    void lateCompleteThatWasRefusedMakesWayForThePartialBehindIt() {
        applied(Kind.COMPLETE, 1);
        applied(Kind.PARTIAL, 3);
        ShipmentName complete = depot(Kind.COMPLETE, 2);
        depot(Kind.PARTIAL, 3);
        ShipmentName partial = depot(Kind.PARTIAL, 4);
        assertThat(plan().isLate(complete)).isTrue();

        LoadPlan without = plan().without(Set.of(complete));

        assertThat(without.next(Optional.empty())).isEqualTo(new LoadPlan.Step.Partial(partial, Optional.empty()));
    }

    @Test
    void completePassesOverUnappliedShipmentsBeforeIt() {
        applied(Kind.COMPLETE, 1);
        ShipmentName partial = depot(Kind.PARTIAL, 2);
        ShipmentName complete = depot(Kind.COMPLETE, 3);

        assertThat(plan().next(Optional.of(Kind.COMPLETE)))
                .isEqualTo(new LoadPlan.Step.Complete(complete, List.of(), List.of(partial)));
        assertThat(plan().next(Optional.of(Kind.PARTIAL)))
                .isEqualTo(new LoadPlan.Step.Partial(partial, Optional.of(complete)));
    }

    @Test
    void shipmentsOfASenderWhoseNumbersWentBackAreNotTakenForOlderOnesThanTheLastComplete() {
        ShipmentName before = depot(Kind.PARTIAL, 2);
        depot(Kind.COMPLETE, 3);
        applied(Kind.COMPLETE, 3);
        inDepot.add(new ShipmentName(Kind.PARTIAL, Instant.parse("2026-11-24T00:00:00Z"), new Sequence(2)));

        assertThat(plan().behindLastComplete()).containsExactly(before);
    }

    @Test
    void withoutALedgerTheNewestCompleteIsApplied() {
        depot(Kind.COMPLETE, 1);
        ShipmentName partial = depot(Kind.PARTIAL, 2);
        ShipmentName newest = depot(Kind.COMPLETE, 3);
        depot(Kind.PARTIAL, 4);
        LoadPlan plan = LoadPlan.ofNothingApplied(inDepot);

        assertThat(plan.lastApplied()).isEqualTo(Sequence.NONE);
        assertThat(plan.lastComplete()).isEqualTo(Sequence.NONE);
        assertThat(plan.next(Optional.empty()))
                .isEqualTo(new LoadPlan.Step.Complete(newest, List.of(), List.of(inDepot.get(0), partial)));
        assertThat(plan.next(Optional.of(Kind.PARTIAL)))
                .isEqualTo(new LoadPlan.Step.Partial(partial, Optional.of(inDepot.get(0))));
    }

    @Test
    void withoutALedgerAndACompleteAPartialIsTried() {
        ShipmentName partial = depot(Kind.PARTIAL, 4);

        assertThat(plan().next(Optional.empty())).isEqualTo(new LoadPlan.Step.Partial(partial, Optional.empty()));
        assertThat(plan().next(Optional.of(Kind.COMPLETE))).isEqualTo(new LoadPlan.Step.Nothing());
        assertThat(LoadPlan.ofNothingApplied(List.of()).next(Optional.empty())).isEqualTo(new LoadPlan.Step.Nothing());
    }

    @Test
    void insteadOfARefusedCompleteComesAnOlderOneOnlyWhereNothingIsApplied() {
        ShipmentName first = depot(Kind.COMPLETE, 2);
        depot(Kind.PARTIAL, 3);
        ShipmentName second = depot(Kind.COMPLETE, 4);
        ShipmentName third = depot(Kind.COMPLETE, 6);

        assertThat(plan().insteadOf(third)).contains(second);
        assertThat(plan().insteadOf(second)).contains(first);
        assertThat(plan().insteadOf(first)).isEmpty();

        applied(Kind.COMPLETE, 1);
        assertThat(plan().insteadOf(first)).contains(second);
        assertThat(plan().insteadOf(second)).contains(third);
        assertThat(plan().insteadOf(third)).isEmpty();
    }

    @Test
    void aCompleteAtTheLastAppliedShipmentThatIsGoneIsStillDue() {
        applied(Kind.COMPLETE, 1);
        applied(Kind.PARTIAL, 3);
        ShipmentName sameNumber = depot(Kind.COMPLETE, 3);
        depot(Kind.COMPLETE, 2);

        assertThat(plan().due()).containsExactly(sameNumber);
    }

    @Test
    void aCompleteIsAppliedAgainWithNoneOfThePartialsBehindItMissing() {
        applied(Kind.COMPLETE, 1);
        applied(Kind.PARTIAL, 3);
        applied(Kind.PARTIAL, 4);
        ShipmentName complete = depot(Kind.COMPLETE, 2);
        ShipmentName third = depot(Kind.PARTIAL, 3);
        assertThat(plan().again(complete)).isEmpty();

        ShipmentName fourth = depot(Kind.PARTIAL, 4);
        assertThat(plan().again(complete)).contains(List.of(third, fourth));
        assertThat(plan().again(depot(Kind.COMPLETE, 4))).contains(List.of());
    }

    @Test
    void ofTwoPartialsOfOneNumberTheFirstIsAppliedAgain() {
        applied(Kind.COMPLETE, 1);
        applied(Kind.PARTIAL, 3);
        ShipmentName complete = depot(Kind.COMPLETE, 2);
        ShipmentName first = depot(Kind.PARTIAL, 3);
        inDepot.add(new ShipmentName(Kind.PARTIAL, Instant.parse("2027-01-01T00:00:00Z"), new Sequence(3)));

        assertThat(plan().again(complete)).contains(List.of(first));
    }

    @Test
    void behindACompleteThatIsGoneIsEverythingOfALowerNumber() {
        ShipmentName one = depot(Kind.PARTIAL, 1);
        depot(Kind.PARTIAL, 2);
        applied(Kind.COMPLETE, 2);

        assertThat(plan().behindLastComplete()).containsExactly(one);
    }

    private LoadPlan plan() {
        return new LoadPlan(applied, inDepot.stream().sorted().toList());
    }

    private ShipmentName depot(Kind kind, long sequence) {
        ShipmentName name = new ShipmentName(
                kind, Instant.parse("2026-11-23T03:30:00Z").plusSeconds(sequence), new Sequence(sequence));
        inDepot.add(name);
        return name;
    }

    private void applied(Kind kind, long sequence) {
        applied.put(new Sequence(sequence), kind);
    }

    /** Gives names, and counts how often it was asked for one. */
    private static final class Counted extends java.util.AbstractList<ShipmentName> {
        private final List<ShipmentName> names;
        private long asked;

        Counted(List<ShipmentName> names) {
            this.names = names;
        }

        @Override
        public ShipmentName get(int index) {
            asked++;
            return names.get(index);
        }

        @Override
        public int size() {
            return names.size();
        }
    }

    @Test
    void planningOverManyKeptPartialsLooksAtEachAFewTimes() {
        applied(Kind.COMPLETE, 1);
        for (int i = 2; i < 5_000; i++) {
            depot(i % 10 == 0 ? Kind.COMPLETE : Kind.PARTIAL, i);
            if (i % 10 != 0) {
                applied(Kind.PARTIAL, i);
            }
        }
        Counted names = new Counted(inDepot);
        LoadPlan plan = new LoadPlan(applied, names);

        assertThat(plan.due()).hasSize(499);
        LoadPlan.Step next = plan.next(Optional.empty());
        assertThat(next).isInstanceOf(LoadPlan.Step.Complete.class);
        assertThat(plan.insteadOf(((LoadPlan.Step.Complete) next).complete())).isPresent();

        assertThat(names.asked).isLessThan(12L * names.size());
    }
}
