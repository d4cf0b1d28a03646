package io.dbferry.receiver.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.luben.zstd.ZstdIOException;
import io.dbferry.event.Event;
import io.dbferry.failure.DbferryException;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.receiver.media.WantedMedia.Place;
import io.dbferry.receiver.open.ManifestCheck;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.stream.format.Decompressed;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.media.MediaIndex;
import io.dbferry.stream.media.UnfitMediaException;
import io.dbferry.text.Count;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings a shipment's media into place, before its rows. */
public final class InstallMedia {
    /** A file of the index takes 300 to 400 bytes of memory until it is in place. */
    private static final int MOST_CARRIED =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 512);

    private final ShipmentReader shipment;
    private final MediaInstaller installer;
    private final Progress progress;
    private final WantedMedia wanted;
    private final Set<Place> asked = new TreeSet<>();
    private final Set<Place> listed = new TreeSet<>();
    private final Set<Place> stillWanted = new TreeSet<>();

    /** @param wanted files that the receiver has asked for */
    public InstallMedia(ShipmentReader shipment, List<Path> folders, Progress progress, WantedMedia wanted) {
        this.shipment = shipment;
        this.installer = new MediaInstaller(folders);
        this.progress = progress;
        this.wanted = wanted;
    }

    /**
     * Installs what the shipment carries and, of a complete, checks that all other files are in place.
     *
     * @param later partials that were applied before a complete that comes late: files that these carried are newer, and
     *     stay
     * @return how many listed files are neither carried nor in place
     */
    public long install(List<Manifest> later) throws IOException {
        try {
            asked.addAll(wanted.all());
            List<MediaFile> carried = new ArrayList<>();
            List<MediaFile> elsewhere = new ArrayList<>();
            list(later, carried, elsewhere);
            Map<String, List<MediaFile>> packs =
                    carried.stream().collect(Collectors.groupingBy(f -> Objects.requireNonNull(f.pack())));
            try (Progress.Step step = progress.begin("media", carried.size(), Unit.FILES)) {
                for (String pack : shipment.manifest().media().packsOrNone()) {
                    List<MediaFile> files = packs.getOrDefault(pack, List.of());
                    try (InputStream tar = shipment.open(shipment.entry(pack))) {
                        installer.install(tar, files);
                    }
                    step.add(files.size());
                }
            }
            if (!carried.isEmpty()) {
                Event.of("media")
                        .with("files", carried.size())
                        .say("installed " + Count.of(carried.size(), "media file") + " of " + shipment.name());
            }
            return elsewhere.size();
        } catch (IOException | RuntimeException e) {
            ShipmentReader.throwIfAltered(e);
            throw e;
        } catch (UnfitMediaException e) {
            throw RejectedShipment.unfit(shipment.name(), String.valueOf(e.getMessage()));
        }
    }

    /** Once all is in place: what came, and what a complete lists no more, is not asked for any longer. */
    public void answered() throws IOException {
        wanted.keep(stillWanted);
    }

    /**
     * The same without installing.
     *
     * @param others shipments whose media are in place by then
     */
    public long missing(List<Manifest> others) throws IOException {
        try {
            List<MediaFile> elsewhere = new ArrayList<>();
            list(others, new ArrayList<>(), elsewhere);
            return elsewhere.size();
        } catch (UnfitMediaException e) {
            throw RejectedShipment.unfit(shipment.name(), String.valueOf(e.getMessage()));
        }
    }

    /** Lists all but what others carry. */
    private void list(List<Manifest> others, List<MediaFile> carried, List<MediaFile> elsewhere)
            throws IOException, UnfitMediaException {
        list(carried, elsewhere);
        Set<Place> newer = others.stream()
                .flatMap(m -> m.media().filesOrNone().stream())
                .map(Place::of)
                .collect(Collectors.toSet());
        carried.removeIf(file -> newer.contains(Place.of(file)));
        elsewhere.removeIf(file -> newer.contains(Place.of(file)));
        asked.stream()
                .filter(place -> listed.contains(place) || newer.contains(place))
                .forEach(stillWanted::add);
        carried.forEach(file -> stillWanted.remove(Place.of(file)));
        for (MediaFile file : carried) {
            installer.check(file);
        }
    }

    private void list(List<MediaFile> carried, List<MediaFile> elsewhere) throws IOException, UnfitMediaException {
        if (shipment.manifest().kind() == Kind.PARTIAL) {
            shipment.manifest().media().filesOrNone().forEach(this::requireFolder);
            carried.addAll(shipment.manifest().media().filesOrNone());
            listed.addAll(asked); // it says nothing of the others
            return;
        }
        boolean indexed =
                shipment.manifest().files().stream().anyMatch(f -> f.name().equals(ShipmentLayout.MEDIA_INDEX));
        if (indexed) {
            FileEntry index = shipment.entry(ShipmentLayout.MEDIA_INDEX);
            try (InputStream content = shipment.open(index);
                    Stream<MediaFile> files = MediaIndex.read(content, index.bytes())) {
                read(files, carried, elsewhere);
            } catch (DbferryException e) {
                throw e;
            } catch (JsonProcessingException
                    | ZstdIOException
                    | EOFException
                    | Decompressed.TooMuchException
                    | RuntimeException e) {
                ShipmentReader.throwIfAltered(e);
                throw RejectedShipment.unfit(
                        shipment.name(), "file '" + index.name() + "' is not readable: " + e.getMessage());
            } catch (ManifestCheck.InconsistentException e) {
                throw RejectedShipment.unfit(
                        shipment.name(), "file '" + index.name() + "' contradicts itself: " + e.getMessage());
            }
        }
    }

    private void requireFolder(MediaFile file) {
        if (!installer.hasFolder(file)) {
            throw RejectedShipment.noMediaFolder(shipment.name());
        }
    }

    private void read(Stream<MediaFile> files, List<MediaFile> carried, List<MediaFile> elsewhere)
            throws IOException, UnfitMediaException, ManifestCheck.InconsistentException {
        Set<String> packs = Set.copyOf(shipment.manifest().media().packsOrNone());
        for (MediaFile file : (Iterable<MediaFile>) files::iterator) {
            ManifestCheck.media(file);
            requireFolder(file);
            if (asked.contains(Place.of(file))) {
                listed.add(Place.of(file));
            }
            if (file.pack() == null) {
                if (!installer.inPlace(file)) {
                    elsewhere.add(file);
                }
                continue;
            }
            if (!packs.contains(file.pack())) {
                throw new ManifestCheck.InconsistentException("media file '" + file.name() + "' is in no pack");
            }
            if (carried.size() == MOST_CARRIED) {
                throw new ManifestCheck.InconsistentException("it lists more than " + MOST_CARRIED
                        + " files of this shipment, for which this Java machine has no memory");
            }
            carried.add(file);
        }
    }
}
