package io.dbferry.capture;

import io.dbferry.depot.Depot;
import io.dbferry.receipt.ReceiptFolder;
import io.dbferry.shipment.Receipt;
import io.dbferry.shipment.Sequence;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What receivers said last. */
final class NewestReceipt {
    /** So many receivers that were heard before are listened to, and so many new ones. */
    private static final int MOST = 10;

    private NewestReceipt() {}

    /**
     * The newest receipt of each receiver that has left one of that stream, by the receiver's name. Where more receivers
     * have left receipts than a sender listens to, those that wrote last count: a request is among them.
     *
     * @param known receivers that were heard before
     */
    static Map<String, Receipt> ofAll(Set<String> known, String stream, Sequence last, Depot depot) throws IOException {
        Map<String, Receipt> newest = new TreeMap<>();
        for (ReceiptFolder folder : ReceiptFolder.newest(known, MOST, stream, last, depot)) {
            folder.newest().ifPresent(receipt -> newest.put(folder.receiver(), receipt));
        }
        return newest;
    }
}
