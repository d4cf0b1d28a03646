package io.dbferry.receiver.ledger;

import io.dbferry.event.Event;
import io.dbferry.stream.Depot;
import io.dbferry.stream.Place;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Receipt.HeldEntry;
import io.dbferry.stream.format.Receipt.Migrations;
import io.dbferry.stream.format.RepairRequest;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Leaves receipts in the depot. One that cannot be left is a warning: the rows are in, and the ledger knows. */
public final class Receipts {
    private final Depot depot;
    private final String receiver;
    private final String stream;
    private final Clock clock;
    private final List<String> warnings;
    private final @Nullable Outstanding outstanding;

    /** @param outstanding what each receipt tells beside the shipment; null where none is left */
    public Receipts(
            Depot depot,
            String receiver,
            String stream,
            Clock clock,
            List<String> warnings,
            @Nullable Outstanding outstanding) {
        this.depot = depot;
        this.receiver = receiver;
        this.stream = stream;
        this.clock = clock;
        this.warnings = warnings;
        this.outstanding = outstanding;
    }

    /** @param applied the last of the ledger; null if it has none */
    public void leave(
            ShipmentName shipment,
            Receipt.State state,
            @Nullable ShipmentId applied,
            long rows,
            @Nullable String message)
            throws SQLException {
        List<RepairRequest> repairs = outstanding == null ? List.of() : outstanding.requests();
        List<HeldEntry> held = outstanding == null ? List.of() : outstanding.held();
        Optional<Migrations> migrations = outstanding == null ? Optional.empty() : outstanding.migrations();
        try {
            List<String> media =
                    outstanding == null ? List.of() : outstanding.media().requests();
            Receipt receipt = new Receipt(
                    receiver,
                    stream,
                    shipment.sequence(),
                    shipment.kind(),
                    state,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    applied == null ? Sequence.NONE : applied.sequence(),
                    applied == null ? null : applied.manifest(),
                    rows,
                    message,
                    repairs.isEmpty() ? null : repairs,
                    held.isEmpty() ? null : held,
                    migrations.orElse(null),
                    media.isEmpty() ? null : media);
            depot.leave(receipt);
            tell(shipment, state, message);
        } catch (IOException e) {
            warnings.add(
                    "cannot leave receipt '" + Place.ofReceipt(receiver, shipment.sequence()) + "': " + e.getMessage());
        }
    }

    private static void tell(ShipmentName shipment, Receipt.State state, @Nullable String message) {
        Event event = state == Receipt.State.APPLIED ? Event.detail("receipt") : Event.warning("refused");
        event.about(shipment)
                .with("state", state.word())
                .say("left the receipt for " + shipment + ": " + state.word()
                        + (message == null ? "" : ": " + message));
    }

    /** Deletes receipts of shipments before that one. */
    public void forgetBefore(Sequence oldest) throws IOException {
        depot.forgetReceipts(receiver, oldest);
    }
}
