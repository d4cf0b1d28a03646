package io.dbferry.stream;

import io.dbferry.stream.store.ConditionalWrites;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The steps of a publication with one file, under a name that no shipment has. */
public final class Trial {
    private static final String PREFIX = "check-remote-";
    private static final String PUT = "/put";
    private static final String CREATED = "/created";
    private static final String RENAMED = "/renamed";

    /** No trial takes so long, so that what is older belongs to none that goes on. */
    private static final Duration ABANDONED = Duration.ofMinutes(10);

    private final String folder;
    private final Store store;
    private final Clock clock;
    private String file;

    Trial(String id, Store store, Clock clock) {
        this.folder = DepotLayout.INCOMING + "/" + PREFIX + id;
        this.store = store;
        this.clock = clock;
        this.file = folder + PUT;
    }

    /** Where it stands, for messages. */
    public String place() {
        return folder;
    }

    public void makeFolder() throws IOException {
        store.makeFolder(folder);
    }

    public void put(Content content) throws IOException {
        store.put(file, content);
    }

    /**
     * Whether the depot renames.
     *
     * @throws io.dbferry.stream.store.DepotException if it should create a manifest once, and does not
     */
    public boolean rename() throws IOException {
        Optional<Renaming> renaming = store.renaming();
        if (renaming.isPresent()) {
            renaming.get().rename(file, folder + RENAMED);
            file = folder + RENAMED;
        }
        Optional<ConditionalWrites> writes = store.conditionalWrites();
        if (writes.isPresent()) {
            writes.get().prove(folder + CREATED, store);
        }
        return renaming.isPresent();
    }

    public InputStream readBack() throws IOException {
        return store.get(file);
    }

    public void delete() throws IOException {
        store.delete(folder);
    }

    /** Deletes what trials have left that were cut short: only names that a trial gives, and of none that may go on. */
    public void clearAbandoned() throws IOException {
        Instant old = clock.instant().minus(ABANDONED);
        for (Store.Entry entry : store.list(DepotLayout.INCOMING)) {
            String left = DepotLayout.INCOMING + "/" + entry.name();
            if (entry.folder()
                    && entry.name().matches(PREFIX + "[0-9a-f]{16}")
                    && modified(entry, left).isBefore(old)) {
                store.delete(left);
            }
        }
    }

    private Instant modified(Store.Entry entry, String left) throws IOException {
        return entry.modified().equals(Instant.EPOCH)
                ? store.find(left + PUT).map(Store.Entry::modified).orElse(Instant.MAX)
                : entry.modified();
    }
}
