package io.dbferry.sender.repair;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.stream.digest.BucketSums;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.RepairRequest;
import io.dbferry.stream.format.Sequence;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What receivers ask for, by the hash of the table's name. Receipts are not signed: what cannot be is ignored. */
record WantedRows(Map<String, RepairRequest> byTable) {

    /**
     * Of all receivers that have applied the last repair; others may not have seen it yet. Where two divide a table into
     * other numbers of buckets, one of them waits for the next partial.
     */
    static WantedRows of(Collection<Receipt> receipts, Sequence lastRepair) {
        Map<String, RepairRequest> byTable = new TreeMap<>();
        for (Receipt receipt : receipts) {
            if (receipt.applied().compareTo(lastRepair) >= 0) {
                receipt.repairsOrNone().stream()
                        .filter(WantedRows::canBe)
                        .forEach(wanted -> byTable.merge(wanted.table(), wanted, WantedRows::both));
            }
        }
        return new WantedRows(byTable);
    }

    private static boolean canBe(RepairRequest wanted) {
        return BucketSums.isNumber(wanted.buckets())
                && wanted.wanted().stream().allMatch(bucket -> bucket >= 0 && bucket < wanted.buckets());
    }

    private static RepairRequest both(RepairRequest one, RepairRequest other) {
        if (one.wanted().isEmpty() || other.wanted().isEmpty()) {
            return one.wanted().isEmpty() ? one : other;
        }
        if (other.buckets() != one.buckets()) {
            return one;
        }
        List<Integer> wanted = Stream.concat(one.wanted().stream(), other.wanted().stream())
                .distinct()
                .sorted()
                .toList();
        return new RepairRequest(one.table(), one.buckets(), wanted);
    }

    boolean isEmpty() {
        return byTable.isEmpty();
    }

    /** What is wanted of the table; a table whose buckets are too many is wanted whole. */
    Optional<RepairRequest> of(Table table) {
        return Optional.ofNullable(byTable.get(RepairRequest.hash(table.name())))
                .map(wanted -> wanted.wanted().size() > RepairRequest.MOST_BUCKETS
                        ? new RepairRequest(wanted.table(), wanted.buckets(), List.of())
                        : wanted);
    }
}
