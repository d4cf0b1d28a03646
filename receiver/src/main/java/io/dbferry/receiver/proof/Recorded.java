package io.dbferry.receiver.proof;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.ledger.Proofs.Proof;
import io.dbferry.receiver.ledger.Proofs.Repair;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.RepairRequest;
import io.dbferry.stream.format.manifest.Manifest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the ledger keeps of a comparison. */
public final class Recorded {
    /** Keys of so many rows are held in memory while a table is repaired. */
    private static final long MOST_ROWS = 1 << 18;

    private Recorded() {}

    /** Tables that were found equal to the shipment's digests. */
    public static List<Proof> equal(Manifest shipment, Collection<TableName> tables) {
        return shipment.digests().stream()
                .filter(digest -> tables.contains(digest.name()))
                .map(digest -> new Proof(
                        digest.name(),
                        shipment.sequence(),
                        Instant.EPOCH,
                        digest.buckets(),
                        0,
                        List.of(),
                        0,
                        Repair.NONE))
                .toList();
    }

    /**
     * A table that differs. What a repair has not helped is not asked for again.
     *
     * @param before the table's proof before this one
     */
    static Proof different(Manifest shipment, Difference difference, Optional<Proof> before) {
        List<Integer> buckets = difference.differing();
        boolean whole = buckets.size() > RepairRequest.MOST_BUCKETS || difference.atMostRows() > MOST_ROWS;
        List<Integer> wanted = whole ? List.of() : buckets;
        Map<TableName, DigestEntry> digests =
                shipment.digests().stream().collect(Collectors.toMap(DigestEntry::name, Function.identity()));
        boolean keyed =
                !Objects.requireNonNull(digests.get(difference.table())).key().isEmpty();
        boolean failed = before.filter(proof -> proof.repair() == Repair.FAILED
                        && proof.buckets() == difference.buckets()
                        && proof.wanted().containsAll(wanted))
                .isPresent();
        Repair repair = !keyed ? Repair.COMPLETE : failed ? Repair.FAILED : Repair.ASKED;
        return new Proof(
                difference.table(),
                shipment.sequence(),
                Instant.EPOCH,
                difference.buckets(),
                Math.max(1, buckets.size()),
                wanted,
                difference.atMostRows(),
                repair);
    }
}
