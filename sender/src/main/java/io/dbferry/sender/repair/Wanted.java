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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What receivers ask for. Receipts are not signed: what cannot be is ignored.
 *
 * @param byTable rows, by the hash of the table's name
 * @param media files, by the hash of their name
 */
record Wanted(Map<String, RepairRequest> byTable, Set<String> media) {

    /**
     * Of all receivers that have applied the last repair; others may not have seen it yet. Where two divide a table into
     * other numbers of buckets, one of them waits for the next partial.
     */
    static Wanted of(Collection<Receipt> receipts, Sequence lastRepair) {
        Map<String, RepairRequest> byTable = new TreeMap<>();
        Set<String> media = new TreeSet<>();
        for (Receipt receipt : receipts) {
            if (receipt.applied().compareTo(lastRepair) >= 0) {
                receipt.repairsOrNone().stream()
                        .filter(Wanted::canBe)
                        .forEach(wanted -> byTable.merge(wanted.table(), wanted, Wanted::both));
                media.addAll(receipt.mediaOrNone());
            }
        }
        return new Wanted(byTable, media);
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

    /** What is wanted of the table; a table whose buckets are too many is wanted whole. */
    Optional<RepairRequest> of(Table table) {
        return Optional.ofNullable(byTable.get(RepairRequest.hash(table.name())))
                .map(wanted -> wanted.wanted().size() > RepairRequest.MOST_BUCKETS
                        ? new RepairRequest(wanted.table(), wanted.buckets(), List.of())
                        : wanted);
    }
}
