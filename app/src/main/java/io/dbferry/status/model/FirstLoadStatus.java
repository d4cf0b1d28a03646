package io.dbferry.status.model;

import io.dbferry.receiver.ledger.FillingTables.Filling;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A first load that several connections do, or that has not ended: readers see its tables half filled.
 *
 * @param shipment the complete's folder
 * @param tables how many it fills
 * @param parts of them in the complete
 * @param partsDone those whose rows are there
 * @param since when it began
 */
public record FirstLoadStatus(String shipment, int tables, long parts, long partsDone, Instant since) {
    /** Null if there is none. */
    public static @Nullable FirstLoadStatus of(List<Filling> tables) {
        return tables.isEmpty()
                ? null
                : new FirstLoadStatus(
                        tables.get(0).shipment(),
                        tables.size(),
                        tables.stream().mapToLong(Filling::frames).sum(),
                        tables.stream().mapToLong(table -> table.done().size()).sum(),
                        tables.get(0).since());
    }
}
