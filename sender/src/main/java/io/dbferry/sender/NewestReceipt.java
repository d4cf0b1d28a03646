package io.dbferry.sender;

import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.store.Depot;
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
