package io.dbferry.sender.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.files.PrivateFile;
import io.dbferry.stream.format.Manifest.MediaFile;
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
 * Which files shipments in the depot have carried: one line of JSON each in {@code work/}, the last of a name counts.
 * Lines are added once a shipment is in the depot; a line lost to a crash makes a file travel twice, nothing worse.
 */
public final class ShippedMediaJournal {
    /** A file as a shipment carried it, with the stamp that it then had. */
    record Carried(int folder, String name, String sha256, FileStamp stamp) {
        Carried {
            Objects.requireNonNull(name);
            Objects.requireNonNull(sha256);
            Objects.requireNonNull(stamp);
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
            byName.put(key(file.folder(), file.name()), file);
        } catch (JsonProcessingException e) {
            return; // a crash cut or damaged this line, and the next run wrote on behind it
        }
    }

    /** The file's hash, read only if its stamp is not the one it was carried with. */
    String sha256(MediaFolder folder, String name, Path path) throws IOException {
        Carried carried = find(folder.number(), name);
        if (carried != null && carried.stamp().equals(FileStamp.of(path))) {
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
            return carried != null && carried.stamp().equals(stamp)
                    ? OptionalLong.empty()
                    : OptionalLong.of(stamp.bytes());
        } catch (IOException e) {
            return OptionalLong.empty(); // deleted since the folder was listed, or unreadable
        }
    }

    /** Adds the files of a shipment that is now in the depot. */
    public static void add(Path log, List<MediaFolder> folders, Stream<MediaFile> files) throws IOException {
        try (BufferedWriter lines =
                new BufferedWriter(new OutputStreamWriter(PrivateFile.append(log), StandardCharsets.UTF_8))) {
            for (MediaFile file : (Iterable<MediaFile>) files::iterator) {
                if (file.pack() == null || file.folder() >= folders.size()) {
                    continue;
                }
                MediaFolder folder = folders.get(file.folder());
                if (folder.hasFile(file.name())) {
                    add(lines, folder, file);
                }
            }
        }
    }

    private static void add(BufferedWriter lines, MediaFolder folder, MediaFile file) throws IOException {
        Path path = folder.path(file.name()).orElseThrow();
        try {
            // Changed since it was packed: the stamp is not that of the carried content, so leave it out.
            FileStamp stamp = FileStamp.of(path);
            if (stamp.bytes() == file.bytes() && MediaPacker.sha256(path).equals(file.sha256())) {
                lines.write(Json.line(new Carried(file.folder(), file.name(), file.sha256(), stamp)));
                lines.newLine();
            }
        } catch (NoSuchFileException | AccessDeniedException e) {
            return; // deleted or locked away since it was packed
        }
    }

    private static String key(int folder, String name) {
        return folder + "/" + name;
    }
}
