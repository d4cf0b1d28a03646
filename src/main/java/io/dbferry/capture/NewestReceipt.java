package io.dbferry.capture;

import io.dbferry.depot.Depot;
import io.dbferry.receipt.ReceiptFolder;
import io.dbferry.shipment.Receipt;
import io.dbferry.shipment.Sequence;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What receivers said last. */
final class NewestReceipt {
    private NewestReceipt() {}

    /** The newest receipt of each receiver that has left one of that stream, by the receiver's name. */
    static Map<String, Receipt> ofAll(String stream, Sequence last, Depot depot) throws IOException {
        Map<String, Receipt> newest = new TreeMap<>();
        for (ReceiptFolder folder : ReceiptFolder.all(stream, last, depot)) {
            folder.newest().ifPresent(receipt -> newest.put(folder.receiver(), receipt));
        }
        return newest;
    }
}
