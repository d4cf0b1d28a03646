package io.dbferry.receiver;

import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.arrived.ArrivedShipments;
import io.dbferry.receiver.arrived.Lineage;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a shipment in the depot whose number belongs to another one here: the sender was set back, or has lost its
 * numbers, and nothing of what it ships below the last applied number would ever be due.
 */
final class NumberCheck {
    private final Ledger ledger;
    private final ArrivedShipments shipments;

    NumberCheck(Ledger ledger, ArrivedShipments shipments) {
        this.ledger = ledger;
        this.shipments = shipments;
    }

    /** The first that was found, and why it is not applied. */
    record Found(ShipmentName name, String cause) {}

    /**
     * Compares names, which a ledger tells at once, and opens the few manifests that names say nothing of. What a later
     * applied complete has superseded is no fault.
     *
     * @param inDepot in sequence
     */
    Optional<Found> find(List<ShipmentName> inDepot) throws SQLException, IOException {
        Optional<LedgerEntry> last = ledger.last();
        if (last.isEmpty()) {
            return Optional.empty();
        }
        Optional<LedgerEntry> complete = ledger.lastComplete();
        List<ShipmentName> below = inDepot.stream()
                .filter(name -> name.sequence().compareTo(last.get().sequence()) <= 0)
                .filter(name -> complete.isEmpty() || !isBefore(name, complete.get()))
                .toList();
        Set<ShipmentName> applied = ledger.names(below);
        for (ShipmentName name : below) {
            boolean twinPossible = !isBefore(name, last.get());
            String cause =
                    applied.contains(name) && !twinPossible ? null : cause(name, last.get(), complete.orElse(null));
            if (cause != null) {
                return Optional.of(new Found(name, cause));
            }
        }
        return Optional.empty();
    }

    private static boolean isBefore(ShipmentName name, LedgerEntry applied) {
        return name.time().isBefore(applied.sourceTime().truncatedTo(ChronoUnit.SECONDS));
    }

    private @Nullable String cause(ShipmentName name, LedgerEntry last, @Nullable LedgerEntry complete)
            throws SQLException, IOException {
        ShipmentReader shipment;
        try {
            shipment = shipments.open(name);
        } catch (DbferryException e) {
            return null; // not a shipment that could ever be applied
        }
        Optional<LedgerEntry> entry = ledger.entry(name.sequence());
        if (entry.isPresent() && entry.get().manifestSha256().equals(shipment.manifestSha256())) {
            return null;
        }
        boolean late = entry.isEmpty()
                && name.kind() == Kind.COMPLETE
                && last.streamId().equals(shipment.manifest().streamId())
                && Lineage.isOlder(shipment.manifest().position(), last);
        if (late || complete != null && Lineage.isOlder(shipment.manifest().position(), complete)) {
            return null;
        }
        return ledger.knows(shipment.manifest().streamId())
                ? "the sender was set back: " + whatWasApplied(entry, last)
                : "the sender has lost its numbers: shipment " + last.sequence() + " was applied here before it";
    }

    private static String whatWasApplied(Optional<LedgerEntry> entry, LedgerEntry last) {
        return entry.isPresent()
                ? "another shipment of that number was applied here"
                : "shipment " + last.sequence() + " was applied here before it";
    }
}
