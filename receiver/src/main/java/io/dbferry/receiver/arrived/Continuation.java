package io.dbferry.receiver.arrived;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.ledger.FilledTables;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether a shipment continues what was applied last: by what it follows, by the sender's history, and by the tables that are
 * loaded here.
 */
public record Continuation(String stream, Predicate<TableName> wanted) {
    /**
     * Checks that a partial follows what was applied last: of the same stream id, from a shipment that was applied, and
     * of a position that the history of that one leads to.
     *
     * @throws io.dbferry.failure.DbferryException if it does not
     */
    public void check(Manifest manifest, Ledger ledger) throws SQLException {
        ShipmentName partial = manifest.name();
        Optional<LedgerEntry> last = ledger.last();
        String gap = new Lineage(ledger).gapBefore(manifest);
        if (gap != null || last.isEmpty()) {
            throw RejectedShipment.gap(partial, String.valueOf(gap));
        }
        Optional<TableName> missing = ledger.filledTables().missing(manifest, wanted);
        if (missing.isPresent()) {
            throw RejectedShipment.gap(partial, wantedNow(missing.get()));
        }
        if (!last.get().id().equals(manifest.after())) {
            Optional<String> lack = ledger.filledTables().lacks(manifest, wanted);
            if (lack.isPresent()) {
                throw RejectedShipment.gap(
                        partial,
                        lack.get() + " there than in " + word(last.get())
                                + ", the last applied, which was taken meanwhile");
            }
        }
        String broken = broken(last.get(), manifest);
        if (broken != null) {
            throw RejectedShipment.gap(
                    partial, "it does not continue " + word(last.get()) + ", the last applied: " + broken);
        }
    }

    private static String word(LedgerEntry entry) {
        return entry.kind().word() + " " + entry.sequence();
    }

    /**
     * Checks that a complete does not take the tables back, and that partials that were applied before can be applied once
     * more on top of it.
     *
     * @throws io.dbferry.failure.DbferryException if not
     */
    public void checkComplete(ShipmentReader complete, List<ShipmentReader> again, Ledger ledger) throws SQLException {
        new Lineage(ledger).checkComplete(complete, again);
        if (again.isEmpty()) {
            return;
        }
        Manifest first = again.get(0).manifest();
        FilledTables.of(complete.manifest(), wanted).lacks(first, wanted).ifPresent(lack -> {
            throw RejectedShipment.gap(
                    complete.name(), lack + " in " + first.name() + ", which was taken meanwhile and is applied here");
        });
    }

    private @Nullable String broken(LedgerEntry last, Manifest manifest) throws SQLException {
        if (!last.streamId().equals(manifest.streamId())) {
            return "another sender or work folder of stream '" + stream + "' has shipped it";
        }
        Position position = last.position();
        return position == null ? null : position.brokenAt(manifest.position());
    }

    private static String wantedNow(TableName table) {
        return "table '" + table + "' is loaded here from now on, and its rows that travelled before are not here";
    }

    /** Why a complete is needed although nothing is due: the config names a table that it did not. */
    public Optional<String> wantedNow(Ledger ledger) throws SQLException {
        return ledger.filledTables().wantedNow(wanted).map(Continuation::wantedNow);
    }

    /** What a reader of the log may want to know of a complete: that the sender's history does not lead to it. */
    public Optional<String> newHistory(LedgerEntry last, Manifest complete) throws SQLException {
        String broken = last.sequence().compareTo(complete.sequence()) < 0 ? broken(last, complete) : null;
        return Optional.ofNullable(broken)
                .map(why -> complete.name() + " does not continue " + word(last) + ", applied before it: " + why);
    }
}
