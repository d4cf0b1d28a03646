package io.dbferry.receiver.proof;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.receiver.ledger.Proofs.Repair;
import io.dbferry.stream.format.Sequence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code verify} found.
 *
 * @param applied the shipment that was applied last when it looked
 * @param tables that were compared
 * @param notProven tables of which the depot has no digests of the state that they are in
 * @param completesOnly tables that were compared with the last complete, as partials do not carry their changes
 * @param held tables that stand still, which nothing is compared with
 * @param left tables that shipments have filled and that none carries any more
 * @param media absent if only tables were asked for
 */
public record VerifyReport(
        String stream,
        String receiver,
        Instant time,
        Sequence applied,
        List<Compared> tables,
        List<NotProven> notProven,
        @JsonInclude(Include.NON_EMPTY) List<String> completesOnly,
        @JsonInclude(Include.NON_EMPTY) List<HeldBack> held,
        @JsonInclude(Include.NON_EMPTY) List<String> left,
        @JsonInclude(Include.NON_NULL) @Nullable Media media) {
    public VerifyReport {
        tables = List.copyOf(tables);
        notProven = List.copyOf(notProven);
        completesOnly = List.copyOf(completesOnly);
        held = List.copyOf(held);
        left = List.copyOf(left);
    }

    /**
     * A table that was read.
     *
     * @param shipment whose digests it was compared with
     * @param difference absent if it is equal
     */
    @JsonInclude(Include.NON_NULL)
    public record Compared(
            String table,
            Sequence shipment,
            long rows,
            boolean equal,
            @Nullable Different difference) {}

    /**
     * How a table differs.
     *
     * @param buckets that its keys are divided into
     * @param differing how many of them differ
     * @param atMostRows about how many rows differ, at most
     * @param repair what is done about it
     */
    public record Different(long rowsHere, int buckets, int differing, long atMostRows, Repair repair) {}

    /**
     * A table that was not compared.
     *
     * @param changedBy the shipment that changed it after the last digests of it
     */
    public record NotProven(String table, Sequence changedBy) {}

    /**
     * A table that stands still.
     *
     * @param since the first shipment that is not in it
     */
    public record HeldBack(String table, Sequence since, String cause) {}

    /** Media files that are there as they were shipped, and names of those that are not. */
    public record Media(long equal, List<String> different) {
        public Media {
            different = List.copyOf(different);
        }
    }

    public List<Compared> different() {
        return tables.stream().filter(table -> !table.equal()).toList();
    }

    /** Whether something differs, or stands still. */
    public boolean differs() {
        return !held.isEmpty()
                || !different().isEmpty()
                || media != null && !media.different().isEmpty();
    }
}
