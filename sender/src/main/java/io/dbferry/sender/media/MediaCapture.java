package io.dbferry.sender.media;

import com.github.luben.zstd.ZstdOutputStream;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.stream.format.Manifest.FileEntry;
import io.dbferry.stream.format.Manifest.MediaEntry;
import io.dbferry.stream.format.Manifest.MediaFile;
import io.dbferry.stream.format.Manifest.MissingFile;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.media.MediaFolder;
import io.dbferry.stream.media.MediaPacker;
import io.dbferry.text.Hashing;
import io.dbferry.text.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts media into a shipment that is being built. */
public final class MediaCapture {
    private final List<MediaFolder> folders;
    private final Progress progress;

    public MediaCapture(List<MediaFolder> folders, Progress progress) {
        this.folders = folders;
        this.progress = progress;
    }

    /** The shipment's media and the files that it got. */
    public record Captured(MediaEntry entry, List<FileEntry> files) {}

    /** Refuses to go on if a configured folder is not there: a complete without its files would look whole. */
    public void checkFolders() {
        for (MediaFolder folder : folders) {
            if (!folder.exists()) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot read media folder '" + folder.folder() + "': the folder does not exist",
                        "Make the folder, or mend media in the config",
                        null);
            }
        }
    }

    /** A partial's media: the files that its rows name. */
    public Captured named(Path shipment, Collection<ReferencedFile> names) throws IOException {
        List<MediaFile> carried = new ArrayList<>();
        List<MissingFile> missing = new ArrayList<>();
        try (Progress.Step step = progress.begin("media", names.size(), Unit.FILES);
                MediaPacker packer = new MediaPacker(shipment, step)) {
            for (ReferencedFile named : names) {
                Optional<MediaFile> file = named.folder().hasFile(named.name())
                        ? packer.pack(named.folder(), named.name())
                        : Optional.empty();
                file.ifPresentOrElse(carried::add, () -> missing.add(named.missing()));
            }
            List<FileEntry> packs = packer.finish();
            MediaEntry entry =
                    new MediaEntry(carried.size(), bytes(carried), carried.size(), names(packs), carried, missing);
            return new Captured(entry, packs);
        }
    }

    /**
     * A complete's media: an index of all files, and packs with those that no shipment in the depot has carried.
     *
     * @param carried what shipments have carried; an empty one makes all files travel
     * @param named files that rows name and that are not there
     */
    public Captured all(Path shipment, ShippedMediaJournal carried, Collection<ReferencedFile> named)
            throws IOException {
        if (folders.isEmpty()) {
            return new Captured(MediaEntry.NONE, List.of());
        }
        List<MissingFile> missing = named.stream().map(ReferencedFile::missing).toList();
        Path index = shipment.resolve(ShipmentLayout.MEDIA_INDEX);
        Tally tally = new Tally();
        DigestOutputStream hashed = new DigestOutputStream(
                new BufferedOutputStream(Files.newOutputStream(index), 1 << 16), Hashing.sha256());
        List<FileEntry> files;
        try (Progress.Step step = progress.begin("media", 0, Unit.FILES);
                MediaPacker packer = new MediaPacker(shipment, step);
                ZstdOutputStream zstd = new ZstdOutputStream(hashed)) {
            writeIndex(zstd, packer, carried, tally, step);
            files = new ArrayList<>(packer.finish());
        }
        List<String> packs = names(files);
        files.add(new FileEntry(
                ShipmentLayout.MEDIA_INDEX,
                Files.size(index),
                Hashing.hex(hashed.getMessageDigest().digest())));
        MediaEntry entry = new MediaEntry(tally.carried, tally.bytes, tally.listed, packs, null, missing);
        return new Captured(entry, files);
    }

    private static final class Tally {
        private long carried;
        private long bytes;
        private long listed;
    }

    private void writeIndex(
            ZstdOutputStream index, MediaPacker packer, ShippedMediaJournal carried, Tally tally, Progress.Step step)
            throws IOException {
        index.write("[".getBytes(StandardCharsets.UTF_8));
        for (MediaFolder folder : folders) {
            try (Stream<String> names = folder.names()) {
                for (Iterator<String> name = names.iterator(); name.hasNext(); ) {
                    Optional<MediaFile> file = capture(folder, name.next(), packer, carried, step);
                    if (file.isPresent()) {
                        String comma = tally.listed++ == 0 ? "\n" : ",\n";
                        index.write((comma + Json.line(file.get())).getBytes(StandardCharsets.UTF_8));
                        if (file.get().pack() != null) {
                            tally.carried++;
                            tally.bytes += file.get().bytes();
                        }
                    }
                }
            }
        }
        index.write("\n]\n".getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<MediaFile> capture(
            MediaFolder folder, String name, MediaPacker packer, ShippedMediaJournal carried, Progress.Step step)
            throws IOException {
        Path path = folder.path(name).orElseThrow();
        try {
            String sha256 = carried.sha256(folder, name, path);
            if (!carried.carried(folder.number(), name, sha256)) {
                return packer.pack(folder, name);
            }
            step.add(1);
            return Optional.of(new MediaFile(folder.number(), name, Files.size(path), sha256, null));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // deleted since the folder was listed
        }
    }

    private static List<String> names(List<FileEntry> files) {
        return files.stream().map(FileEntry::name).toList();
    }

    private static long bytes(List<MediaFile> files) {
        return files.stream().mapToLong(MediaFile::bytes).sum();
    }
}
