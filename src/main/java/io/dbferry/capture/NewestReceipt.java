package io.dbferry.capture;

import io.dbferry.config.Name;
import io.dbferry.depot.Depot;
import io.dbferry.shipment.DepotLayout;
import io.dbferry.shipment.Json;
import io.dbferry.shipment.Receipt;
import io.dbferry.shipment.Sequence;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a receiver said last: its receipt for the shipment with the highest number. */
public final class NewestReceipt {
    private static final int MAX_BYTES = 1 << 20;

    private NewestReceipt() {}

    /** The newest receipt of each receiver that has left one of that stream, by the receiver's name. */
    static Map<String, Receipt> ofAll(String stream, Sequence last, Depot depot) throws IOException {
        Map<String, Receipt> newest = new TreeMap<>();
        for (Depot.Entry receiver : depot.list(DepotLayout.RECEIPTS)) {
            if (receiver.folder()) {
                of(receiver.name(), stream, last, depot).ifPresent(receipt -> newest.put(receiver.name(), receipt));
            }
        }
        return newest;
    }

    /**
     * Empty if there is none of that stream; a file that is no receipt can do no more than stay silent.
     *
     * @param last the highest number that any shipment has; receipts of higher ones are not a receiver's
     */
    public static Optional<Receipt> of(String receiver, String stream, Sequence last, Depot depot) throws IOException {
        if (!Name.isName(receiver)) {
            return Optional.empty();
        }
        Optional<String> newest = depot.list(DepotLayout.receipts(receiver)).stream()
                .filter(e -> !e.folder() && e.name().matches("\\d{6,18}\\.json"))
                .map(Depot.Entry::name)
                .filter(name -> number(name) <= last.number())
                .max(Comparator.comparingLong(NewestReceipt::number));
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        String file = DepotLayout.receipts(receiver) + "/" + newest.get();
        try (InputStream json = depot.read(file)) {
            return Optional.of(Json.readForeign(json.readNBytes(MAX_BYTES), Receipt.class))
                    .filter(receipt -> receipt.stream().equals(stream))
                    .filter(receipt -> receipt.sequence().number() == number(newest.get()));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static long number(String name) {
        return Long.parseLong(name.replace(".json", ""));
    }
}
