package io.dbferry.stream;

import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.LocalFiles;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What stands in the depot under a shipment's name, whoever put it there. */
public final class ShipmentFolder {
    private final ShipmentName shipment;
    private final Store store;

    ShipmentFolder(ShipmentName shipment, Store store) {
        this.shipment = shipment;
        this.store = store;
    }

    private String path(String file) {
        return DepotLayout.file(shipment, file);
    }

    /** Its files are about to be listed, and those who say what it is to be read. */
    public void opens() {
        store.soon(Soon.NOTHING
                .list(DepotLayout.shipment(shipment))
                .read(path(ShipmentLayout.MANIFEST), path(ShipmentLayout.SIGNATURE)));
    }

    /**
     * Some of its files are about to be read.
     *
     * @param files names of small ones
     */
    public void reads(List<String> files) {
        store.soon(Soon.NOTHING.read(files.stream().map(this::path).toArray(String[]::new)));
    }

    /** The lengths of plain files, by their names; nothing if nothing is there. */
    public Map<String, Long> files() throws IOException {
        Map<String, Long> bytes = new HashMap<>();
        for (Store.Entry entry : store.list(DepotLayout.shipment(shipment))) {
            if (!entry.folder()) {
                bytes.put(entry.name(), entry.bytes());
            }
        }
        return bytes;
    }

    /** What all files take; 0 if nothing is there. */
    public long bytes() throws IOException {
        return files().values().stream().mapToLong(Long::longValue).sum();
    }

    /** A file's length; empty if it is not there. One question. */
    public OptionalLong bytes(String file) throws IOException {
        return store.find(path(file)).stream().mapToLong(Store.Entry::bytes).findFirst();
    }

    /** When the manifest was written, which is the last; empty if there is none. */
    public Optional<Instant> published() throws IOException {
        return store.find(path(ShipmentLayout.MANIFEST)).map(Store.Entry::modified);
    }

    /** @throws NoSuchFileException if there is no such file */
    public InputStream read(String file) throws IOException {
        return store.get(path(file));
    }

    /**
     * A file's content behind its first bytes. May be used by several threads.
     *
     * @throws NoSuchFileException if there is no such file
     */
    public InputStream read(String file, long from) throws IOException {
        return store.get(path(file), from);
    }

    /** A file's content, cut at a length; no bytes if there is nothing that a sender leaves. */
    public byte[] start(String file, int length) throws IOException {
        try (InputStream content = read(file)) {
            return content.readNBytes(length);
        } catch (NoSuchFileException e) {
            return new byte[0];
        } catch (DepotException e) {
            if (e.problem() == DepotException.Problem.ACCESS) {
                return new byte[0]; // a link, a pipe, or locked
            }
            throw e;
        }
    }

    /**
     * The depot's own file, if the depot is on this machine: it is not to be changed.
     *
     * @throws NoSuchFileException if there is no such file
     */
    public Optional<Path> local(String file) throws IOException {
        Optional<LocalFiles> local = store.localFiles();
        return local.isEmpty() ? Optional.empty() : Optional.of(local.get().path(path(file)));
    }

    /** Deletes all of it, the manifest first. */
    void delete() throws IOException {
        store.delete(path(ShipmentLayout.MANIFEST));
        store.delete(DepotLayout.shipment(shipment));
    }
}
