package io.dbferry.receiver.proof;

import io.dbferry.files.RegularFile;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.media.MediaFolder;
import io.dbferry.stream.media.MediaIndex;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares the receiver's media, by length and hash, with what a complete lists and the partials behind it carried. */
final class MediaProof {
    private final List<MediaFolder> folders = new ArrayList<>();
    private final List<MediaFile> different = new ArrayList<>();
    private long equal;

    /** @param folders in the order of the sender's */
    MediaProof(List<Path> folders) {
        for (Path folder : folders) {
            this.folders.add(new MediaFolder(this.folders.size(), folder, "*"));
        }
    }

    /** @param shipments a complete and all that was applied behind it, in sequence */
    void compare(List<ShipmentReader> shipments) throws IOException {
        Map<String, MediaFile> newer = new HashMap<>();
        for (ShipmentReader shipment : shipments) {
            if (shipment.manifest().kind() == Kind.PARTIAL) {
                shipment.manifest().media().filesOrNone().forEach(file -> newer.put(place(file), file));
            }
        }
        for (ShipmentReader shipment : shipments) {
            if (shipment.manifest().kind() == Kind.COMPLETE) {
                index(shipment, newer);
            }
        }
        for (MediaFile file : newer.values()) {
            look(file);
        }
    }

    /** Those that are not as they were shipped. */
    List<MediaFile> different() {
        return List.copyOf(different);
    }

    VerifyReport.Media report() {
        return new VerifyReport.Media(
                equal, different.stream().map(MediaFile::name).sorted().toList());
    }

    private void index(ShipmentReader complete, Map<String, MediaFile> newer) throws IOException {
        if (complete.manifest().files().stream().noneMatch(f -> f.name().equals(ShipmentLayout.MEDIA_INDEX))) {
            return;
        }
        FileEntry index = complete.entry(ShipmentLayout.MEDIA_INDEX);
        try (InputStream content = complete.open(index);
                Stream<MediaFile> files = MediaIndex.read(content, index.bytes())) {
            for (MediaFile file : (Iterable<MediaFile>) files::iterator) {
                if (!newer.containsKey(place(file))) {
                    look(file);
                }
            }
        } catch (UncheckedIOException | com.fasterxml.jackson.core.JsonProcessingException e) {
            ShipmentReader.throwIfAltered(e);
            throw RejectedShipment.unfit(
                    complete.name(), "file '" + index.name() + "' is not readable: " + e.getMessage());
        }
    }

    private static String place(MediaFile file) {
        return file.folder() + "/" + file.name();
    }

    private void look(MediaFile file) throws IOException {
        if (isEqual(file)) {
            equal++;
        } else {
            different.add(file);
        }
    }

    private boolean isEqual(MediaFile file) throws IOException {
        Optional<Path> path = file.folder() < 0 || file.folder() >= folders.size()
                ? Optional.empty()
                : folders.get(file.folder()).path(file.name());
        if (path.isEmpty()
                || !Files.isRegularFile(path.get(), LinkOption.NOFOLLOW_LINKS)
                || Files.size(path.get()) != file.bytes()) {
            return false;
        }
        try (DigestInputStream hashed = Hashing.through(RegularFile.read(path.get()))) {
            hashed.transferTo(OutputStream.nullOutputStream());
            return Hashing.hex(hashed.getMessageDigest().digest()).equals(file.sha256());
        }
    }
}
