package io.dbferry.sender.due;

import io.dbferry.stream.Depot;
import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What receivers said last. */
final class NewestReceipt {
    /** So many receivers that were heard before are listened to, and so many new ones. */
    private static final int MOST = 10;

    private NewestReceipt() {}

    /**
     * The folders of receivers that a sender listens to. Where more receivers have left receipts than that, those that
     * wrote last count: a request is among them.
     *
     * @param known receivers that were heard before
     * @param last the highest number that is looked at
     */
    static List<ReceiptFolder> folders(Set<String> known, Sequence last, Depot depot) throws IOException {
        return depot.newestReceipts(known, MOST, last);
    }

    /** The newest receipt of each receiver that has left one for a shipment up to that, by the receiver's name. */
    static Map<String, Receipt> upTo(Sequence last, List<ReceiptFolder> folders) throws IOException {
        Map<String, Receipt> newest = new TreeMap<>();
        for (ReceiptFolder folder : folders) {
            folder.until(last).newest().ifPresent(receipt -> newest.put(folder.receiver(), receipt));
        }
        return newest;
    }

    /** The newest of each receiver that tells of applied shipments behind that. */
    static Map<String, Receipt> beyond(Sequence last, List<ReceiptFolder> folders) throws IOException {
        Map<String, Receipt> newest = new TreeMap<>();
        for (ReceiptFolder folder : folders) {
            if (!folder.shipments().isEmpty() && folder.shipments().get(0).compareTo(last) > 0) {
                folder.newest()
                        .filter(receipt -> receipt.applied().compareTo(last) > 0 && receipt.appliedManifest() != null)
                        .ifPresent(receipt -> newest.put(folder.receiver(), receipt));
            }
        }
        return newest;
    }
}
