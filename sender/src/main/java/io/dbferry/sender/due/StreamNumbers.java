package io.dbferry.sender.due;

import io.dbferry.sender.work.SenderState;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which numbers a sender believes that it has drawn. Anyone who can write into the depot can claim any.
 *
 * @param known what the work folder remembers; empty if it is new
 */
record StreamNumbers(Optional<SenderState> known) {
    /** No stream comes this far, and behind it there is room for all that will ever be drawn. */
    private static final Sequence BELIEVABLE = new Sequence(1_000_000_000_000L);

    /**
     * So far can a receipt, which anyone may have written, raise the numbers above those that this sender knows or
     * signed: a partial each minute for two months. Eighteen digits of a number outlast that for ever.
     */
    private static final long LEAP = 100_000;

    /**
     * The highest number that a shipment of this sender can have.
     *
     * @param signs where no key says whose a shipment is, its number says whether it can be the sender's
     */
    Sequence ofShipments(boolean signs) {
        return signs
                ? new Sequence(Long.MAX_VALUE)
                : known.map(StreamNumbers::far).orElse(BELIEVABLE);
    }

    private static Sequence far(SenderState state) {
        return far(state.drawn());
    }

    private static Sequence far(Sequence sure) {
        return new Sequence(sure.number() + LEAP);
    }

    /**
     * The highest number that is surely given out.
     *
     * @param newest of the sender's own shipments that the work folder does not know
     */
    Sequence sure(Optional<Sequence> newest) {
        Sequence drawn = known.map(SenderState::drawn).orElse(Sequence.NONE);
        return newest.map(drawn::later).orElse(drawn);
    }

    /** The highest number that a receipt can be for. */
    Sequence ofReceipts(Optional<Sequence> newest) {
        return known.isPresent() || newest.isPresent() ? far(sure(newest)) : BELIEVABLE;
    }

    /**
     * Whether no run of this work folder can have shipped it: its number was not drawn here, or for another one, or was
     * drawn and never shipped. What is in the outbox was shipped by a run that did not come to remember it.
     */
    boolean isUnknown(ShipmentName name, Set<ShipmentName> built) {
        if (known.isEmpty() || name.sequence().compareTo(known.get().drawn()) > 0) {
            return true;
        }
        SenderState state = known.get();
        return !built.contains(name)
                && (isUnknown(name, Optional.ofNullable(state.shipped()))
                        || name.kind() == Kind.COMPLETE && isUnknown(name, Optional.ofNullable(state.complete())));
    }

    /** @param newest that is known; with none, all before it is given up anyway */
    private static boolean isUnknown(ShipmentName name, Optional<SenderState.Shipped> newest) {
        return newest.map(SenderState.Shipped::name)
                .filter(last -> name.compareTo(last) >= 0 && !name.equals(last))
                .isPresent();
    }

    /** The highest number that is surely given out or that a believable receipt names. */
    static Sequence highest(Sequence sure, Sequence most, Iterable<Receipt> receipts) {
        Sequence highest = sure;
        for (Receipt receipt : receipts) {
            if (receipt.applied().compareTo(most) <= 0) {
                highest = highest.later(receipt.sequence()).later(receipt.applied());
            }
        }
        return highest;
    }

    /** The last number, from that one on, behind which no folder in the depot has the next, whoever made it. */
    static Sequence free(Sequence drawn, Collection<ShipmentName> shipments) {
        Set<Sequence> taken = shipments.stream().map(ShipmentName::sequence).collect(Collectors.toSet());
        Sequence last = drawn;
        while (taken.contains(last.next())) {
            last = last.next();
        }
        return last;
    }
}
