package io.dbferry.load;

import io.dbferry.media.MediaIndex;
import io.dbferry.media.MediaInstaller;
import io.dbferry.media.MediaInstaller.UnfitMediaException;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Manifest.MediaFile;
import io.dbferry.shipment.ShipmentLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings a shipment's media into place, before its rows. */
final class InstallMedia {
    private final ShipmentReader shipment;
    private final MediaInstaller installer;
    private final Progress progress;

    InstallMedia(ShipmentReader shipment, List<Path> folders, Progress progress) {
        this.shipment = shipment;
        this.installer = new MediaInstaller(folders);
        this.progress = progress;
    }

    /**
     * Installs what the shipment carries and, of a complete, checks that all other files are in place.
     *
     * @return how many listed files are neither carried nor in place
     */
    long install() throws IOException {
        try {
            List<MediaFile> carried = new ArrayList<>();
            List<MediaFile> elsewhere = new ArrayList<>();
            list(carried, elsewhere);
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
            return elsewhere.size();
        } catch (IOException | RuntimeException e) {
            ShipmentReader.throwIfAltered(e);
            throw e;
        } catch (UnfitMediaException e) {
            throw Refusal.unfit(shipment.name(), String.valueOf(e.getMessage()));
        }
    }

    private void list(List<MediaFile> carried, List<MediaFile> elsewhere) throws IOException, UnfitMediaException {
        if (shipment.manifest().kind() == Kind.PARTIAL) {
            carried.addAll(shipment.manifest().media().filesOrNone());
            return;
        }
        boolean indexed =
                shipment.manifest().files().stream().anyMatch(f -> f.name().equals(ShipmentLayout.MEDIA_INDEX));
        if (indexed) {
            try (InputStream content = shipment.open(shipment.entry(ShipmentLayout.MEDIA_INDEX));
                    Stream<MediaFile> files = MediaIndex.read(content)) {
                for (MediaFile file : (Iterable<MediaFile>) files::iterator) {
                    if (file.pack() != null) {
                        carried.add(file);
                    } else if (!installer.inPlace(file)) {
                        elsewhere.add(file);
                    }
                }
            }
        }
    }
}
