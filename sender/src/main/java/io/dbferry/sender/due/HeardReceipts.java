package io.dbferry.sender.due;

import io.dbferry.sender.work.SenderState;
import io.dbferry.stream.Depot;
import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What receivers say.
 *
 * @param upTo the newest of each up to the last number that is surely given out
 * @param beyond the newest of each that tells of applied shipments behind that
 */
record HeardReceipts(Map<String, Receipt> upTo, Map<String, Receipt> beyond) {
    /**
     * Reads them.
     *
     * @param sure the last number that is surely given out; empty if the work folder is new
     * @param most the highest number that a receipt can be for
     */
    static HeardReceipts read(Set<String> heardBefore, Optional<Sequence> sure, Sequence most, Depot depot)
            throws IOException {
        List<ReceiptFolder> folders = NewestReceipt.folders(heardBefore, most, depot);
        Map<String, Receipt> beyond = sure.isPresent() ? NewestReceipt.beyond(sure.get(), folders) : Map.of();
        return new HeardReceipts(NewestReceipt.upTo(sure.orElse(most), folders), beyond);
    }

    List<Receipt> all() {
        return Stream.concat(upTo.values().stream(), beyond.values().stream()).toList();
    }

    /**
     * Why a receiver has applied what this work folder never shipped; empty if none has. A receiver knows by number and
     * manifest what it has applied.
     */
    Optional<String> ahead(SenderState state) {
        return (beyond.isEmpty() ? upTo : beyond)
                .entrySet().stream()
                        .flatMap(receipt -> ahead(receipt.getKey(), receipt.getValue(), state).stream())
                        .findFirst();
    }

    private static Optional<String> ahead(String receiver, Receipt receipt, SenderState state) {
        String applied = "receiver '" + receiver + "' has applied shipment " + receipt.applied();
        if (receipt.applied().compareTo(state.drawn()) > 0) {
            return Optional.of(applied + ", and the work folder is an older copy that does not know it");
        }
        return isOther(receipt, Optional.ofNullable(state.shipped()))
                        || isOther(receipt, Optional.ofNullable(state.complete()))
                ? Optional.of(applied + ", which is not the one that this work folder has shipped")
                : Optional.empty();
    }

    private static boolean isOther(Receipt receipt, Optional<SenderState.Shipped> shipped) {
        return shipped.filter(s -> receipt.applied().equals(s.sequence()))
                .filter(s -> receipt.appliedManifest() != null
                        && !receipt.appliedManifest().equals(s.manifest()))
                .isPresent();
    }
}
