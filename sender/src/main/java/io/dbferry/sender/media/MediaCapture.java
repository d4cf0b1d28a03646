package io.dbferry.sender.media;

import com.github.luben.zstd.ZstdOutputStream;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.MediaEntry;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.format.manifest.MissingFile;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
            if (folder.exists() && !Files.isReadable(folder.folder())) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot read media folder '" + folder.folder() + "': no right to read it",
                        "Give the account that DbFerry runs as the right to read it",
                        null);
            }
            if (!folder.exists()) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot read media folder '" + folder.folder() + "': the folder does not exist",
                        "Create the folder, or correct media in the config",
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
                Optional<MissingCause> trouble = named.folder().trouble(named.name());
                MediaPacker.Packed packed = trouble.isPresent()
                        ? MediaPacker.Packed.without(trouble.get())
                        : packer.pack(named.folder(), named.name());
                packed.file().ifPresent(carried::add);
                packed.trouble().ifPresent(cause -> missing.add(named.missing(cause)));
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
     * @param held files that stay, and that the index does not name
     */
    public Captured all(
            Path shipment, ShippedMediaJournal carried, Collection<ReferencedFile> named, HeldBackFiles held)
            throws IOException {
        if (folders.isEmpty()) {
            return new Captured(MediaEntry.NONE, List.of());
        }
        Set<MissingFile> missing = new LinkedHashSet<>();
        Path index = shipment.resolve(ShipmentLayout.MEDIA_INDEX);
        Tally tally = new Tally();
        DigestOutputStream hashed =
                new DigestOutputStream(new BufferedOutputStream(PrivateFile.write(index), 1 << 16), Hashing.sha256());
        List<FileEntry> files;
        try (Progress.Step step = progress.begin("media", 0, Unit.FILES);
                MediaPacker packer = new MediaPacker(shipment, step);
                ZstdOutputStream zstd = new ZstdOutputStream(hashed)) {
            writeIndex(zstd, packer, carried, held, tally, missing, step);
            files = new ArrayList<>(packer.finish());
        }
        List<String> packs = names(files);
        files.add(new FileEntry(
                ShipmentLayout.MEDIA_INDEX,
                Files.size(index),
                Hashing.hex(hashed.getMessageDigest().digest())));
        MediaEntry entry =
                new MediaEntry(tally.carried, tally.bytes, tally.listed, packs, null, together(named, missing));
        return new Captured(entry, files);
    }

    /** Files that rows name come with the column that does so, also if they were found in their folder. */
    private static List<MissingFile> together(Collection<ReferencedFile> named, Set<MissingFile> found) {
        Map<String, MissingFile> byName = new LinkedHashMap<>();
        for (ReferencedFile file : named) {
            MissingFile missing = file.missing();
            byName.put(missing.folder() + "/" + missing.name(), missing);
        }
        for (MissingFile file : found) {
            byName.putIfAbsent(file.folder() + "/" + file.name(), file);
        }
        return List.copyOf(byName.values());
    }

    private static final class Tally {
        private long carried;
        private long bytes;
        private long listed;
    }

    private void writeIndex(
            ZstdOutputStream index,
            MediaPacker packer,
            ShippedMediaJournal carried,
            HeldBackFiles held,
            Tally tally,
            Set<MissingFile> missing,
            Progress.Step step)
            throws IOException {
        index.write("[".getBytes(StandardCharsets.UTF_8));
        for (MediaFolder folder : folders) {
            try (Stream<MediaFolder.Listed> all = folder.listed()) {
                for (MediaFolder.Listed listed : (Iterable<MediaFolder.Listed>) all::iterator) {
                    if (held.contains(folder.number(), listed.name())) {
                        continue;
                    }
                    if (listed.trouble().isPresent()) {
                        missing.add(listed.missing(folder));
                        continue;
                    }
                    MediaPacker.Packed packed = capture(folder, listed.name(), packer, carried, step);
                    Optional<MediaFile> file = packed.file();
                    // A file that nobody names and that is gone was deleted.
                    packed.trouble()
                            .filter(cause -> cause != MissingCause.ABSENT)
                            .ifPresent(
                                    cause -> missing.add(new MissingFile(folder.number(), listed.name(), null, cause)));
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

    private static MediaPacker.Packed capture(
            MediaFolder folder, String name, MediaPacker packer, ShippedMediaJournal carried, Progress.Step step)
            throws IOException {
        Path path = folder.path(name).orElseThrow();
        try {
            Optional<String> read = sha256(folder, name, path, carried);
            if (read.isEmpty()) {
                return MediaPacker.Packed.without(MissingCause.UNREADABLE);
            }
            String sha256 = read.get();
            if (!carried.carried(folder.number(), name, sha256)) {
                return packer.pack(folder, name);
            }
            step.add(1);
            return new MediaPacker.Packed(
                    Optional.of(new MediaFile(folder.number(), name, Files.size(path), sha256, null)),
                    Optional.empty());
        } catch (NoSuchFileException e) {
            return MediaPacker.Packed.without(MissingCause.ABSENT); // deleted since the folder was listed
        }
    }

    /** Empty if the file cannot be read. */
    private static Optional<String> sha256(MediaFolder folder, String name, Path path, ShippedMediaJournal carried)
            throws NoSuchFileException {
        try {
            return Optional.of(carried.sha256(folder, name, path));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<String> names(List<FileEntry> files) {
        return files.stream().map(FileEntry::name).toList();
    }

    private static long bytes(List<MediaFile> files) {
        return files.stream().mapToLong(MediaFile::bytes).sum();
    }
}
