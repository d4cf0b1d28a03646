package io.dbferry.receiver;

import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Heartbeat;
import io.dbferry.stream.format.Sequence;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The newest sign of the sender's life that this receiver can prove: a heartbeat that it trusts, or the last shipment
 * that it applied. What merely stands in the depot under a shipment's name proves nothing.
 *
 * @param time until when the sender tells of changes, by the clock of the source, which may be ahead of the receiver's
 * @param sequence the last shipment in the depot by then
 * @param applied whether the receiver has applied all up to it, and so was in step at that time
 */
public record LastContact(Instant time, Sequence sequence, boolean applied) {

    /**
     * Empty if the sender has never shown itself.
     *
     * @param last of the ledger
     * @throws io.dbferry.stream.store.DepotException if the depot cannot be reached
     */
    public static Optional<LastContact> newest(Optional<LedgerEntry> last, ShipmentTrust trust, Depot depot)
            throws IOException {
        Optional<Heartbeat> heartbeat = depot.heartbeat((signed, signature) -> isTrusted(trust, signed, signature));
        Optional<LastContact> applied = last.map(entry -> new LastContact(entry.sourceTime(), entry.sequence(), true));
        return heartbeat
                .map(beat -> new LastContact(
                        beat.position().time(),
                        beat.sequence(),
                        last.filter(entry -> reaches(entry, beat)).isPresent()))
                .filter(beat ->
                        applied.isEmpty() || beat.time().isAfter(applied.get().time()))
                .or(() -> applied);
    }

    /** A stream that began anew has another id: its numbers go on, but what was applied before says nothing of it. */
    private static boolean reaches(LedgerEntry last, Heartbeat beat) {
        return last.streamId().equals(beat.streamId())
                && (last.sequence().compareTo(beat.sequence()) > 0
                        || last.sequence().equals(beat.sequence())
                                && last.manifestSha256().equals(beat.manifest()));
    }

    private static boolean isTrusted(ShipmentTrust trust, byte[] signed, byte[] signature) {
        try {
            trust.check(signed, signature);
            return true;
        } catch (ShipmentTrust.UntrustedException e) {
            return false; // told of each shipment of the same stranger
        }
    }
}
