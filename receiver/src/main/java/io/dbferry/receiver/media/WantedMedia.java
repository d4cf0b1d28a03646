package io.dbferry.receiver.media;

import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.media.RequestedMedia;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Files that {@code verify} found not to be as they were shipped, in the work folder, until a shipment carries them again. They
 * stand there and not in the database: a database that is restored says nothing about media.
 */
public final class WantedMedia {
    private final StateFile<List<Place>> file;

    public WantedMedia(Path work) {
        this.file = new StateFile<>(
                work,
                work.resolve("media-wanted.json"),
                json -> List.of(Json.read(json, Place[].class)),
                "'dbferry verify' finds the media files that differ again");
    }

    /** Where a file stands, in the folders of both sides. */
    record Place(int folder, String name) implements Comparable<Place> {
        Place {
            if (name == null) {
                throw new IllegalArgumentException("a wanted file has no name");
            }
        }

        static Place of(MediaFile file) {
            return new Place(file.folder(), file.name());
        }

        @Override
        public int compareTo(Place other) {
            return folder == other.folder ? name.compareTo(other.name) : Integer.compare(folder, other.folder);
        }
    }

    /** How many there are. */
    public int count() throws IOException {
        return all().size();
    }

    /** What a receipt asks for. */
    public List<String> requests() throws IOException {
        return all().stream()
                .limit(RequestedMedia.MOST)
                .map(place -> RequestedMedia.hash(place.folder(), place.name()))
                .toList();
    }

    /** Replaces what was found before. */
    public void found(Collection<MediaFile> different) throws IOException {
        Set<Place> places = new TreeSet<>();
        different.forEach(media -> places.add(Place.of(media)));
        keep(places);
    }

    Set<Place> all() throws IOException {
        return file.look().<Set<Place>>map(TreeSet::new).orElseGet(TreeSet::new);
    }

    /** Keeps these alone. */
    void keep(Set<Place> places) throws IOException {
        List<Place> before = file.read().orElse(List.of());
        List<Place> now = List.copyOf(places);
        if (!now.equals(before)) {
            file.write(Json.write(now), Durability.DURABLE);
        }
    }
}
