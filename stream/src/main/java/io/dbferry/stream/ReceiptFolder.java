package io.dbferry.stream;

import io.dbferry.config.Name;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.store.Depot;
import io.dbferry.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
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
    private final Depot depot;
    private final List<Sequence> newestFirst;

    private ReceiptFolder(String receiver, String stream, Depot depot, List<Sequence> newestFirst) {
        this.receiver = receiver;
        this.stream = stream;
        this.depot = depot;
        this.newestFirst = newestFirst;
    }

    /**
     * The folders of all receivers, by their names' order; some may have no receipt of the stream.
     *
     * @param last the highest number that any shipment has; receipts of higher ones are not a receiver's
     */
    public static List<ReceiptFolder> all(String stream, Sequence last, Depot depot) throws IOException {
        List<ReceiptFolder> folders = new ArrayList<>();
        for (Depot.Entry entry : depot.list(DepotLayout.RECEIPTS)) {
            if (entry.folder() && Name.isName(entry.name())) {
                folders.add(new ReceiptFolder(entry.name(), stream, depot, numbers(entry.name(), last, depot)));
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
    public static List<ReceiptFolder> newest(Set<String> known, int most, String stream, Sequence last, Depot depot)
            throws IOException {
        List<Depot.Entry> newestFirst = depot.list(DepotLayout.RECEIPTS).stream()
                .filter(entry -> entry.folder() && Name.isName(entry.name()))
                .sorted(Comparator.comparing(Depot.Entry::modified).reversed())
                .toList();
        List<ReceiptFolder> folders = new ArrayList<>();
        for (boolean isKnown : List.of(true, false)) {
            for (Depot.Entry entry : newestFirst.stream()
                    .filter(e -> known.contains(e.name()) == isKnown)
                    .limit(most)
                    .toList()) {
                folders.add(new ReceiptFolder(entry.name(), stream, depot, numbers(entry.name(), last, depot)));
            }
        }
        return folders;
    }

    /** That of one receiver, with all its receipts. */
    public static ReceiptFolder of(String receiver, String stream, Depot depot) throws IOException {
        List<Sequence> numbers = numbers(receiver, new Sequence(Long.MAX_VALUE), depot);
        return new ReceiptFolder(receiver, stream, depot, numbers);
    }

    private static List<Sequence> numbers(String receiver, Sequence last, Depot depot) throws IOException {
        return depot.list(DepotLayout.receipts(receiver)).stream()
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
        return new ReceiptFolder(receiver, stream, depot, left);
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
        String file = DepotLayout.receipt(receiver, shipment);
        // A receipt is replaced by deleting the old one and renaming the new one to its name.
        for (String name : List.of(file, file + ".new", file)) {
            try (InputStream json = depot.read(name)) {
                return Optional.of(Json.readForeign(json.readNBytes(MAX_BYTES), Receipt.class))
                        .filter(receipt -> receipt.stream().equals(stream))
                        .filter(receipt -> receipt.sequence().equals(shipment));
            } catch (NoSuchFileException e) {
                continue; // under the other name, or forgotten meanwhile
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
