package io.dbferry.receiver.arrived;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.files.DiskSpace;
import io.dbferry.files.PrivateFile;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Whether the disks of this machine have room for what a shipment brings. The database's own disk is not looked at. */
record LoadSpaceCheck(ReceiverConfig config, Depot depot) {
    /** Refuses to begin if the files to fetch or the media would take what is to stay free. */
    void require(Manifest manifest) throws IOException {
        PrivateFile.folder(config.work());
        long fetched = fetched(manifest);
        long media = manifest.media().bytes();
        if (media > 0 && mediaAreOnOneDisk()) {
            boolean shared = Files.getFileStore(media()).equals(Files.getFileStore(config.work()));
            disk(media()).require("load media into '" + media() + "'", media + (shared ? fetched : 0));
        }
        disk(config.work()).require("load into '" + config.work() + "'", fetched);
    }

    /** Files are fetched one at a time, and deleted when they are read. */
    private long fetched(Manifest manifest) {
        return depot.isOnThisMachine()
                ? 0
                : manifest.files().stream().mapToLong(FileEntry::bytes).max().orElse(0);
    }

    /** On several, the manifest does not tell how much goes to which. */
    private boolean mediaAreOnOneDisk() throws IOException {
        Set<FileStore> disks = new HashSet<>();
        for (Path folder : config.media()) {
            disks.add(Files.getFileStore(folder));
        }
        return disks.size() == 1;
    }

    private Path media() {
        return config.media().get(0);
    }

    private DiskSpace disk(Path folder) {
        return new DiskSpace(folder, config.keep().freeSpaceBytes());
    }

    /** The failure in words, if one of the disks filled up. */
    Optional<DbferryException> full(ShipmentName name, Manifest manifest, Exception e) throws IOException {
        for (Path folder : config.media()) {
            long bytes = manifest.media().bytes();
            if (!disk(folder).holds(bytes) && disk(folder).filledUp(e)) {
                return Optional.of(disk(folder).full("install media of " + name + " in '" + folder + "'", bytes, e));
            }
        }
        return disk(config.work()).filledUp(e)
                ? Optional.of(disk(config.work())
                        .full("fetch " + name + " into '" + config.work() + "'", fetched(manifest), e))
                : Optional.empty();
    }
}
