package io.dbferry.receiver;

import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Count;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a load ended well.
 *
 * @param waiting why shipments in the depot were left for another run, if any were
 * @param onlyTheDepot whether the run saw that no shipment has come, and did not look at the database
 * @param warnings what went wrong beside the data
 */
public record LoadReport(
        List<Applied> applied,
        List<ShipmentName> pruned,
        @Nullable String waiting,
        List<String> warnings,
        boolean onlyTheDepot) {

    /**
     * A shipment that is now in the tables.
     *
     * @param repaired what it did about known differences, a line for each table
     */
    public record Applied(Manifest manifest, RowCounts counts, List<String> repaired) {
        /** For people: {@code applied partial 000042: 1,110 rows inserted, 75 updated, 0 deleted, 10 media files}. */
        public String describe() {
            return String.format(
                    Locale.ROOT,
                    "applied %s: %s inserted, %,d updated, %,d deleted, %s",
                    manifest.name(),
                    Count.of(counts.inserted(), "row"),
                    counts.updated(),
                    counts.deleted(),
                    Count.of(manifest.media().count(), "media file"));
        }
    }
}
