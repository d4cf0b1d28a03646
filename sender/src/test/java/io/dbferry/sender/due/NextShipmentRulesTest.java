package io.dbferry.sender.due;

import static io.dbferry.sender.Fixtures.NOW;
import static io.dbferry.sender.Fixtures.NO_SCHEDULE;
import static io.dbferry.sender.Fixtures.fresh;
import static io.dbferry.sender.Fixtures.receipt;
import static io.dbferry.sender.Fixtures.shipped;
import static io.dbferry.sender.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.sender.work.Pacing;
import io.dbferry.sender.work.SenderState;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Receipt.State;
import io.dbferry.stream.format.ShipmentName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NextShipmentRulesTest {
    private static final SenderState.Shipped COMPLETE = shipped(Kind.COMPLETE, 3);
    private static final SenderState.Shipped PARTIAL = shipped(Kind.PARTIAL, 4);
    private static final SenderState STATE = state(COMPLETE, PARTIAL);
    private static final Set<ShipmentName> BOTH = Set.of(COMPLETE.name(), PARTIAL.name());
    private static final Receipt IN_STEP = receipt(State.APPLIED, 4, 4);

    @Test
    void partialFollowsWhatReceiversHaveApplied() {
        assertThat(next(BOTH, IN_STEP)).isEqualTo(new NextShipment.Partial(false));
        assertThat(next(BOTH)).isEqualTo(new NextShipment.Partial(false));
        assertThat(new NextShipment.Partial(false).needsAllMedia()).isFalse();
    }

    @Test
    void workFolderThatDoesNotKnowTheDepotBeginsAnew() {
        DepotView view = new DepotView(
                STATE, BOTH, Map.of(), Optional.empty(), new Continuity.BeginsAnew("it is older"), Optional.empty());

        assertThat(next(view, STATE)).isEqualTo(required("it is older"));
    }

    @Test
    void streamWithoutACompleteBeginsWithOne() {
        assertThat(next(view(fresh(), Set.of()), fresh())).isEqualTo(required("the stream has no complete yet"));
        SenderState partialOnly =
                new SenderState("id", "test", PARTIAL.sequence(), PARTIAL, null, null, null, null, java.util.List.of());
        assertThat(next(view(partialOnly, BOTH), partialOnly)).isEqualTo(required("the stream has no complete yet"));
    }

    @Test
    void requestIsOpenUntilACompleteWithAHigherNumberIsShipped() {
        assertThat(next(BOTH, receipt(State.NEEDS_COMPLETE, 3, 1))).isEqualTo(requested("receiver 'r0' asks for one"));
        assertThat(next(BOTH, receipt(State.NEEDS_COMPLETE, 4, 3))).isEqualTo(requested("receiver 'r0' asks for one"));
        assertThat(next(BOTH, receipt(State.NEEDS_COMPLETE, 2, 1))).isEqualTo(new NextShipment.Partial(false));
        assertThat(next(BOTH, receipt(State.FAILED, 4, 3))).isEqualTo(new NextShipment.Partial(false));
    }

    @Test
    void requestStaysOpenWhileTheCompleteThatAnswersItIsGoneFromTheDepot() {
        Receipt old = receipt(State.NEEDS_COMPLETE, 2, 0);

        assertThat(next(Set.of(PARTIAL.name()), IN_STEP, old)).isEqualTo(requested("receiver 'r1' asks for one"));
        assertThat(next(Set.of(PARTIAL.name()), IN_STEP)).isEqualTo(new NextShipment.Partial(true));
        assertThat(new NextShipment.Partial(true).needsAllMedia()).isTrue();
    }

    @Test
    void completeThatCameIntoTheDepotAfterItWasLookedAtAnswersRequests() {
        SenderState.Shipped late = shipped(Kind.COMPLETE, 5);

        assertThat(next(view(STATE, BOTH, receipt(State.NEEDS_COMPLETE, 4, 0)), state(late, late)))
                .isEqualTo(new NextShipment.Partial(false));
    }

    @Test
    void receiverThatIsAheadMakesACompleteDue() {
        DepotView view = new DepotView(
                STATE,
                BOTH,
                Map.of("a", IN_STEP),
                Optional.of("it is ahead"),
                new Continuity.Continues(),
                Optional.empty());

        assertThat(next(view, STATE)).isEqualTo(requested("it is ahead"));
    }

    @Test
    void lastShipmentThatIsGoneMustHaveBeenAppliedByAll() {
        Set<ShipmentName> gone = Set.of(COMPLETE.name());

        assertThat(next(gone))
                .isEqualTo(requested("partial 000004 is no longer in the depot, and no receiver has applied it"));
        assertThat(next(gone, IN_STEP)).isEqualTo(new NextShipment.Partial(false));
        assertThat(next(gone, receipt(State.APPLIED, 5, 5))).isEqualTo(new NextShipment.Partial(false));
        assertThat(next(gone, IN_STEP, receipt(State.APPLIED, 3, 3)))
                .isEqualTo(requested("partial 000004 is no longer in the depot, and receiver 'r1' has not applied it"));
    }

    @Test
    void lastShipmentThatAnotherStandsForWasNotApplied() {
        Receipt other = new Receipt(
                "viz",
                "test",
                PARTIAL.sequence(),
                Kind.PARTIAL,
                State.APPLIED,
                NOW,
                PARTIAL.sequence(),
                "other",
                0,
                null,
                null,
                null,
                null,
                null);

        assertThat(next(Set.of(COMPLETE.name()), other))
                .isEqualTo(requested("partial 000004 is no longer in the depot, and receiver 'r0' has not applied it"));
    }

    @Test
    void requestWaitsForTenTimesWhatTheLastOneTook() {
        Receipt asks = receipt(State.NEEDS_COMPLETE, 4, 3);
        Instant last = NOW.minus(Duration.ofMinutes(5));
        Pacing.OnRequest minute = new Pacing.OnRequest(last, 60);
        PostponedRequest postponed =
                new PostponedRequest("receiver 'r0' asks for one", last, last.plus(Duration.ofMinutes(10)));

        assertThat(next(minute, NOW, asks)).isEqualTo(new NextShipment.NothingMeanwhile(postponed));
        assertThat(next(minute, NOW, asks, IN_STEP)).isEqualTo(new NextShipment.PartialMeanwhile(postponed));
        assertThat(next(minute, postponed.until(), asks)).isEqualTo(requested(postponed.request()));
        assertThat(next(minute, last.minusSeconds(1), asks))
                .as("a clock that was set back")
                .isEqualTo(requested(postponed.request()));
        assertThat(next(minute, NOW, IN_STEP)).isEqualTo(new NextShipment.Partial(false));
        assertThat(new NextShipment.PartialMeanwhile(postponed).needsAllMedia()).isTrue();
        assertThat(postponed.describe())
                .isEqualTo("receiver 'r0' asks for one; the last one on request was shipped at"
                        + " 2026-11-28T11:55:00Z, the next is with the first run after 2026-11-28T12:05:00Z; 'dbferry"
                        + " dump complete' ships it now");
    }

    @Test
    void postponedRequestOfNoReceiverLeavesPartials() {
        Pacing.OnRequest minute = new Pacing.OnRequest(NOW, 60);
        NextShipmentRules rules =
                new NextShipmentRules(view(STATE, Set.of(COMPLETE.name())), STATE, Optional.of(minute), NO_SCHEDULE);

        assertThat(rules.at(NOW)).isInstanceOf(NextShipment.PartialMeanwhile.class);
    }

    private static NextShipment next(Pacing.OnRequest last, Instant now, Receipt... receipts) {
        return new NextShipmentRules(view(STATE, BOTH, receipts), STATE, Optional.of(last), NO_SCHEDULE).at(now);
    }

    private static NextShipment next(Set<ShipmentName> shipments, Receipt... receipts) {
        return next(view(STATE, shipments, receipts), STATE);
    }

    private static NextShipment next(DepotView view, SenderState state) {
        return new NextShipmentRules(view, state, Optional.empty(), NO_SCHEDULE).at(NOW);
    }

    /** Receivers are r0, r1, … */
    private static DepotView view(SenderState before, Set<ShipmentName> shipments, Receipt... receipts) {
        Map<String, Receipt> byName = new TreeMap<>();
        for (Receipt receipt : receipts) {
            byName.put("r" + byName.size(), receipt);
        }
        return new DepotView(before, shipments, byName, Optional.empty(), new Continuity.Continues(), Optional.empty());
    }

    private static NextShipment required(String why) {
        return new NextShipment.Complete(new CompleteReason.Required(why));
    }

    private static NextShipment requested(String why) {
        return new NextShipment.Complete(new CompleteReason.Requested(why));
    }
}
