package io.dbferry.receiver.arrived;

import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.manifest.Manifest;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a shipment continues what the ledger has: by the identity of the shipment that it names, never by a
 * number alone, which a sender that was set back draws a second time. Reads the ledger and changes nothing.
 */
public final class Lineage {
    /** Only completes may stand between a partial and what it names, and one at a time is built. */
    private static final int ENOUGH = 100;

    private final Ledger ledger;

    public Lineage(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Why the partial does not follow what was applied last; null if it does. */
    @Nullable
    String gapBefore(Manifest partial) throws SQLException {
        ShipmentId after = Objects.requireNonNull(partial.after());
        return gap(after, ledger.from(after.sequence(), ENOUGH));
    }

    /**
     * Why a shipment that starts from that one does not follow.
     *
     * @param from the ledger's entries from that number on
     */
    static @Nullable String gap(ShipmentId after, List<LedgerEntry> from) {
        String starts = "it starts from shipment " + after.sequence();
        boolean applied = false;
        ShipmentId before = null;
        for (LedgerEntry entry : from) {
            if (entry.sequence().equals(after.sequence())) {
                if (!entry.id().equals(after)) {
                    return starts + ", and another shipment of that number was applied here: the sender was set back";
                }
                applied = true;
                before = entry.after();
            } else if (covers(entry, after, before)) {
                applied = true;
            } else {
                return applied || entry.kind() == Kind.PARTIAL
                        ? starts + ", and " + entry.kind().word() + " " + entry.sequence()
                                + " was applied here behind it: the sender was set back"
                        : starts + ", which was not applied here";
            }
        }
        return applied ? null : starts + ", which was not applied here";
    }

    /**
     * Whether all of that shipment is in a complete with a higher number: it follows that shipment, or its neighbour,
     * which was still on its way when the complete was sealed.
     */
    private static boolean covers(LedgerEntry complete, ShipmentId shipment, @Nullable ShipmentId before) {
        return complete.kind() == Kind.COMPLETE
                && (shipment.equals(complete.after()) || before != null && before.equals(complete.after()));
    }

    /**
     * Checks that a complete does not take the tables back: one with a higher number than the last applied shipment is not
     * older than that, and one with a lower number is, and what is applied again behind it is what was applied before.
     *
     * @throws DbferryException if the sender was set back and has drawn its number a second time
     */
    void checkComplete(ShipmentReader complete, List<ShipmentReader> again) throws SQLException {
        for (ShipmentReader partial : again) {
            Optional<LedgerEntry> entry = ledger.entry(partial.name().sequence());
            if (entry.isEmpty() || !entry.get().manifestSha256().equals(partial.manifestSha256())) {
                throw RejectedShipment.gap(
                        complete.name(),
                        partial.name() + " behind it is not the one that was applied here: the sender was set back");
            }
        }
        if (ledger.entry(complete.name().sequence()).isPresent()) {
            throw RejectedShipment.gap(
                    complete.name(), "another shipment of that number was applied here: the sender was set back");
        }
        Optional<LedgerEntry> last = ledger.last();
        String turned = last.isEmpty() ? null : turnedRound(complete.manifest(), last.get());
        if (turned != null) {
            throw RejectedShipment.gap(
                    complete.name(),
                    turned + " " + last.get().kind().word() + " " + last.get().sequence()
                            + ", the last applied: the sender was set back");
        }
    }

    /** What contradicts the order of their numbers, if anything does. */
    public static @Nullable String turnedRound(Manifest complete, LedgerEntry last) throws SQLException {
        Position position = complete.position();
        if (last.sequence().compareTo(complete.sequence()) > 0) {
            return isOlder(position, last) ? null : "it is of a later state than";
        }
        Position applied = last.position();
        boolean older = applied != null
                && position.isOfTheHistoryOf(applied)
                && position.time().isBefore(applied.time())
                && position.brokenAt(applied) == null;
        return older ? "it is of an older state than" : null;
    }

    /** Whether the applied shipment is of the same or a later state, as far as one database's history can tell. */
    public static boolean isOlder(Position position, LedgerEntry applied) throws SQLException {
        Position other = applied.position();
        if (other == null || position.time().isAfter(other.time())) {
            return false;
        }
        return !position.isOfTheHistoryOf(other) || position.brokenAt(other) == null;
    }
}
