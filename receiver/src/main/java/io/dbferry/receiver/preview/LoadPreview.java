package io.dbferry.receiver.preview;

import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.LoadReport;
import io.dbferry.receiver.ledger.HeldTables.Held;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a load would do.
 *
 * @param shipments that it would apply, with the rows that it would change
 * @param held tables that would stand still behind it
 * @param waiting why shipments in the depot would be left for another run, if any would
 * @param warnings what it would warn of
 * @param failure what it would fail with
 */
public record LoadPreview(
        List<LoadReport.Applied> shipments,
        List<Held> held,
        @Nullable String waiting,
        List<String> warnings,
        Optional<DbferryException> failure) {
    public LoadPreview {
        shipments = List.copyOf(shipments);
        held = List.copyOf(held);
        warnings = List.copyOf(warnings);
    }
}
