package io.dbferry.stream;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What of the depot a receiver may still need, as its receipts tell: docs/decisions/023.
 *
 * @param from the newest complete in the depot that it has applied; 0, which is all, if there is none
 */
public record Needed(String receiver, Sequence from) {

    static List<Needed> all(List<ReceiptFolder> folders, Collection<ShipmentName> inDepot) throws IOException {
        List<Needed> all = new ArrayList<>();
        for (ReceiptFolder folder : folders) {
            Optional<Receipt> newest = folder.newest();
            if (newest.isPresent()) {
                all.add(of(folder, newest.get(), inDepot));
            }
        }
        return all;
    }

    /** @param newest of the folder: where a database was set back, older ones tell of more than it has now */
    public static Needed of(ReceiptFolder folder, Receipt newest, Collection<ShipmentName> inDepot) throws IOException {
        List<Sequence> completes = inDepot.stream()
                .filter(name -> name.kind() == Kind.COMPLETE)
                .map(ShipmentName::sequence)
                .filter(number -> number.compareTo(newest.applied()) <= 0)
                .sorted(Comparator.reverseOrder())
                .toList();
        for (Sequence complete : completes) {
            Optional<Receipt> receipt = folder.of(complete);
            if (receipt.isPresent()
                    && receipt.get().kind() == Kind.COMPLETE
                    && receipt.get().state() == Receipt.State.APPLIED) {
                return new Needed(folder.receiver(), complete);
            }
        }
        return new Needed(folder.receiver(), Sequence.NONE);
    }

    public boolean needs(ShipmentName shipment) {
        return shipment.sequence().compareTo(from) >= 0;
    }
}
