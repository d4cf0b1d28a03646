package io.dbferry.status.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.receiver.ledger.Proofs.Proof;
import io.dbferry.receiver.ledger.Proofs.Repair;
import io.dbferry.stream.format.Sequence;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the newest comparison of each table with the sender's digests came to.
 *
 * @param tables that were compared
 * @param oldest when that of them was compared whose comparison is the oldest; absent if none was
 * @param different those that differ
 * @param media files that 'verify' found to differ, and that no shipment has carried again since
 */
@JsonInclude(Include.NON_NULL)
public record ProofStatus(int tables, @Nullable Instant oldest, List<Different> different, int media) {
    public static final ProofStatus NONE = new ProofStatus(0, null, List.of(), 0);

    public ProofStatus {
        different = List.copyOf(different);
    }

    /**
     * A table that differs.
     *
     * @param shipment whose digests it was compared with
     * @param differing how many of its {@code buckets} differ
     */
    public record Different(
            String table,
            Sequence shipment,
            Instant provenAt,
            int buckets,
            int differing,
            long atMostRows,
            Repair repair) {}

    public static ProofStatus of(List<Proof> proofs, int media) {
        return new ProofStatus(
                proofs.size(),
                proofs.stream().map(Proof::at).min(Comparator.naturalOrder()).orElse(null),
                proofs.stream()
                        .filter(proof -> !proof.equal())
                        .map(p -> new Different(
                                p.table().toString(),
                                p.sequence(),
                                p.at(),
                                p.buckets(),
                                p.differing(),
                                p.atMostRows(),
                                p.repair()))
                        .toList(),
                media);
    }
}
