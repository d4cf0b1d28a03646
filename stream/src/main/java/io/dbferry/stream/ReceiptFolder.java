package io.dbferry.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.config.Name;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.Store;
import io.dbferry.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The receipts that one receiver has left for one stream. A file that is no receipt can do no more than stay silent. */
public final class ReceiptFolder {
    private static final int MAX_BYTES = 1 << 20;

    /** So many files that are no receipts are looked past. */
    private static final int TRIES = 100;

    private final String receiver;
    private final String stream;
    private final Store store;
    private final List<Sequence> newestFirst;

    private ReceiptFolder(String receiver, String stream, Store store, List<Sequence> newestFirst) {
        this.receiver = receiver;
        this.stream = stream;
        this.store = store;
        this.newestFirst = newestFirst;
    }

    /**
     * The folders of all receivers, by their names' order; some may have no receipt of the stream.
     *
     * @param last the highest number that any shipment has; receipts of higher ones are not a receiver's
     */
    static List<ReceiptFolder> all(String stream, Sequence last, Store store) throws IOException {
        List<ReceiptFolder> folders = new ArrayList<>();
        for (Store.Entry entry : store.list(DepotLayout.RECEIPTS)) {
            if (entry.folder() && Name.isName(entry.name())) {
                folders.add(new ReceiptFolder(entry.name(), stream, store, numbers(entry.name(), last, store)));
            }
        }
        return folders;
    }

    /**
     * The folders that were written to last, of receivers that are known and of others so many each: anyone can make
     * thousands of them.
     *
     * @param last as of {@link #all}
     */
    static List<ReceiptFolder> newest(Set<String> known, int most, String stream, Sequence last, Store store)
            throws IOException {
        List<Store.Entry> newestFirst = store.list(DepotLayout.RECEIPTS).stream()
                .filter(entry -> entry.folder() && Name.isName(entry.name()))
                .sorted(Comparator.comparing(Store.Entry::modified).reversed())
                .toList();
        List<ReceiptFolder> folders = new ArrayList<>();
        for (boolean isKnown : List.of(true, false)) {
            for (Store.Entry entry : newestFirst.stream()
                    .filter(e -> known.contains(e.name()) == isKnown)
                    .limit(most)
                    .toList()) {
                folders.add(new ReceiptFolder(entry.name(), stream, store, numbers(entry.name(), last, store)));
            }
        }
        return folders;
    }

    /** That of one receiver, with all its receipts. */
    static ReceiptFolder of(String receiver, String stream, Store store) throws IOException {
        List<Sequence> numbers = numbers(receiver, new Sequence(Long.MAX_VALUE), store);
        return new ReceiptFolder(receiver, stream, store, numbers);
    }

    private static List<Sequence> numbers(String receiver, Sequence last, Store store) throws IOException {
        return store.list(DepotLayout.receipts(receiver)).stream()
                .filter(e -> !e.folder() && e.name().matches("\\d{6,18}\\.json(\\.new)?"))
                .map(e -> new Sequence(Long.parseLong(e.name().replaceFirst("\\..*", ""))))
                .filter(number -> number.compareTo(last) <= 0)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** The same without receipts of higher numbers. */
    public ReceiptFolder until(Sequence last) {
        List<Sequence> left = newestFirst.stream()
                .filter(number -> number.compareTo(last) <= 0)
                .toList();
        return new ReceiptFolder(receiver, stream, store, left);
    }

    /** The shipments for which there are receipts, the one with the highest number first. */
    public List<Sequence> shipments() {
        return newestFirst;
    }

    public String receiver() {
        return receiver;
    }

    /** What the receiver said last: its receipt for the shipment with the highest number. */
    public Optional<Receipt> newest() throws IOException {
        return newest(1).stream().findFirst();
    }

    /** At most so many, newest first. */
    public List<Receipt> newest(int count) throws IOException {
        List<Receipt> newest = new ArrayList<>();
        for (Sequence number : newestFirst.subList(0, Math.min(newestFirst.size(), count + TRIES))) {
            if (newest.size() == count) {
                break;
            }
            of(number).ifPresent(newest::add);
        }
        return newest;
    }

    /** The receipt for that shipment, if there was one when the folder was listed. */
    public Optional<Receipt> of(Sequence shipment) throws IOException {
        if (Collections.binarySearch(newestFirst, shipment, Comparator.reverseOrder()) < 0) {
            return Optional.empty();
        }
        Optional<byte[]> json = new ReplacedFile(DepotLayout.receipt(receiver, shipment), store).read(MAX_BYTES);
        if (json.isEmpty()) {
            return Optional.empty(); // forgotten meanwhile
        }
        try {
            return Optional.of(Json.readForeign(json.get(), Receipt.class))
                    .filter(receipt -> receipt.stream().equals(stream))
                    .filter(receipt -> receipt.sequence().equals(shipment));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static void leave(Receipt receipt, Store store, Soon soon) throws IOException {
        new ReplacedFile(DepotLayout.receipt(receipt.receiver(), receipt.sequence()), store)
                .write(Json.write(receipt), soon);
    }

    static void forget(String receiver, Sequence oldest, Store store) throws IOException {
        for (Store.Entry entry : store.list(DepotLayout.receipts(receiver))) {
            String name = entry.name().replaceFirst("\\.json(\\.new)?$", "");
            if (name.matches("\\d{6,18}") && new Sequence(Long.parseLong(name)).compareTo(oldest) < 0) {
                store.delete(DepotLayout.receipts(receiver) + "/" + entry.name());
            }
        }
    }
}
