package io.dbferry.sender.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.files.PrivateFile;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.media.FileStamp;
import io.dbferry.stream.media.MediaFolder;
import io.dbferry.stream.media.MediaPacker;
import io.dbferry.text.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which files shipments in the depot have carried: one line of JSON each in {@code work/}. Of a name the line of the highest
 * sequence counts, as it does for receivers: a complete takes its number first and reads its files last, so a partial of a
 * higher number can bring older content. Lines are added once a shipment is in the depot; a line lost to a crash makes a file
 * travel twice, nothing worse.
 */
public final class ShippedMediaJournal {
    /**
     * A file as a shipment carried it.
     *
     * @param stamp that it had with this content; null if it has changed since it was read
     */
    record Carried(
            Sequence sequence,
            int folder,
            String name,
            String sha256,
            @Nullable FileStamp stamp) {
        Carried {
            Objects.requireNonNull(sequence);
            Objects.requireNonNull(name);
            Objects.requireNonNull(sha256);
        }
    }

    /** Some files, and their bytes. */
    public record Share(long files, long bytes) {}

    private final Map<String, Carried> byName = new HashMap<>();

    private ShippedMediaJournal() {}

    /** Nothing carried: all files travel. */
    public static ShippedMediaJournal none() {
        return new ShippedMediaJournal();
    }

    public static ShippedMediaJournal read(Path log) throws IOException {
        ShippedMediaJournal carried = new ShippedMediaJournal();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                carried.take(line);
            }
        } catch (NoSuchFileException e) {
            return carried;
        }
        return carried;
    }

    private void take(String line) throws IOException {
        try {
            Carried file = Json.read(line.getBytes(StandardCharsets.UTF_8), Carried.class);
            byName.merge(
                    key(file.folder(), file.name()),
                    file,
                    (a, b) -> a.sequence().compareTo(b.sequence()) > 0 ? a : b);
        } catch (JsonProcessingException e) {
            return; // a crash cut or damaged this line, and the next run wrote on behind it
        }
    }

    /** The file's hash, read only if its stamp is not the one it was carried with. */
    String sha256(MediaFolder folder, String name, Path path) throws IOException {
        Carried carried = find(folder.number(), name);
        if (carried != null && FileStamp.of(path).equals(carried.stamp())) {
            return carried.sha256();
        }
        return MediaPacker.sha256(path);
    }

    boolean carried(int folder, String name, String sha256) {
        Carried carried = find(folder, name);
        return carried != null && carried.sha256().equals(sha256);
    }

    private @Nullable Carried find(int folder, String name) {
        return byName.get(key(folder, name));
    }

    /** The folders' files that were not carried, or have changed since. */
    public Share notCarried(List<MediaFolder> folders) throws IOException {
        long files = 0;
        long bytes = 0;
        for (MediaFolder folder : folders) {
            if (!folder.exists()) {
                continue; // whoever captures it says so
            }
            try (Stream<String> names = folder.names()) {
                for (String name : (Iterable<String>) names::iterator) {
                    OptionalLong one = bytesNotCarried(folder, name);
                    files += one.isPresent() ? 1 : 0;
                    bytes += one.orElse(0);
                }
            }
        }
        return new Share(files, bytes);
    }

    /** Empty if it was carried. */
    private OptionalLong bytesNotCarried(MediaFolder folder, String name) throws IOException {
        try {
            FileStamp stamp = FileStamp.of(folder.path(name).orElseThrow());
            Carried carried = find(folder.number(), name);
            return carried != null && stamp.equals(carried.stamp())
                    ? OptionalLong.empty()
                    : OptionalLong.of(stamp.bytes());
        } catch (IOException e) {
            return OptionalLong.empty(); // deleted since the folder was listed, or unreadable
        }
    }

    /** Adds the files of a shipment that is now in the depot. */
    public static void add(Path log, Sequence sequence, List<MediaFolder> folders, Stream<MediaFile> files)
            throws IOException {
        try (BufferedWriter lines =
                new BufferedWriter(new OutputStreamWriter(PrivateFile.append(log), StandardCharsets.UTF_8))) {
            for (MediaFile file : (Iterable<MediaFile>) files::iterator) {
                if (file.pack() != null && file.folder() < folders.size()) {
                    FileStamp stamp = stamp(folders.get(file.folder()), file);
                    lines.write(Json.line(new Carried(sequence, file.folder(), file.name(), file.sha256(), stamp)));
                    lines.newLine();
                }
            }
        }
    }

    /** Null if the file has changed, or was deleted or locked away, since it was packed. */
    private static @Nullable FileStamp stamp(MediaFolder folder, MediaFile file) throws IOException {
        if (!folder.hasFile(file.name())) {
            return null;
        }
        Path path = folder.path(file.name()).orElseThrow();
        try {
            FileStamp stamp = FileStamp.of(path);
            boolean same =
                    stamp.bytes() == file.bytes() && MediaPacker.sha256(path).equals(file.sha256());
            return same ? stamp : null;
        } catch (NoSuchFileException | AccessDeniedException e) {
            return null;
        }
    }

    private static String key(int folder, String name) {
        return folder + "/" + name;
    }
}
