package io.dbferry.receiver.arrived;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.event.Step;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.FolderTree;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.map.TableMap;
import io.dbferry.receiver.media.InstallMedia;
import io.dbferry.receiver.media.WantedMedia;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.stream.Depot;
import io.dbferry.stream.age.AgeIdentities;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The depot's shipments on this side: opened, with checked manifests; verified; and with their media in place. */
public final class ArrivedShipments {
    private static final String FETCHED = "fetched";

    /** So many opened shipments are kept, and none with a larger manifest: at most a few MB in memory. */
    private static final int KEPT = 16;

    private static final int KEPT_BYTES = 1 << 16;

    private final ReceiverConfig config;
    private final Depot depot;
    private final ShipmentTrust trust;
    private final Progress progress;
    private final Optional<AgeIdentities> identities;
    private final TableMap map;
    private final Map<ShipmentName, ShipmentReader> opened = new HashMap<>();
    private final Path fetched;

    public ArrivedShipments(ReceiverConfig config, Depot depot, ShipmentTrust trust, Progress progress) {
        this(config, depot, trust, progress, FETCHED);
    }

    /** @param folder of {@code work} for files of a depot elsewhere, which a load beside this leaves alone */
    public ArrivedShipments(ReceiverConfig config, Depot depot, ShipmentTrust trust, Progress progress, String folder) {
        this.fetched = config.work().resolve(folder);
        this.config = config;
        this.depot = depot;
        this.trust = trust;
        this.progress = progress;
        this.map = new TableMap(config.map());
        this.identities = config.identityFile().map(AgeIdentities::read);
    }

    /**
     * Reads and checks its manifest, once in a run if it is small: it is looked at before it is planned for, applied, and
     * compared with the ledger. Its files are checked against that manifest whenever they are read.
     */
    public ShipmentReader open(ShipmentName name) throws IOException {
        ShipmentReader known = opened.get(name);
        if (known != null) {
            return known;
        }
        ShipmentReader shipment = read(name);
        if (opened.size() < KEPT && shipment.manifestBytes() <= KEPT_BYTES) {
            opened.put(name, shipment);
        }
        return shipment;
    }

    private ShipmentReader read(ShipmentName name) throws IOException {
        ShipmentReader shipment =
                ShipmentReader.open(depot, name, config.stream(), trust, identities, fetched.resolve(name.folder()));
        Covered covered = shipment.manifest().covered();
        String policy = covered == null ? null : covered.policy();
        Optional<String> other = config.policy().filter(required -> !required.equals(policy));
        if (other.isPresent()) {
            throw RejectedShipment.otherPolicy(name, policy, other.get());
        }
        return shipment.mapped(map);
    }

    /** The same, and looks at its files. */
    public ShipmentReader verified(ShipmentName name) throws IOException {
        ShipmentReader shipment = open(name);
        try (Step step = Step.begin("verification")) {
            shipment.verify();
        }
        return shipment;
    }

    /** Deletes what a load that was killed had fetched or decrypted. */
    public void forgetFetched() throws IOException {
        FolderTree.delete(fetched);
    }

    public boolean isTrusted(byte[] signed, byte[] signature) {
        try {
            trust.check(signed, signature);
            return true;
        } catch (ShipmentTrust.UntrustedException e) {
            return false; // as if it were not there
        }
    }

    /**
     * Installs its media.
     *
     * @param later partials that were applied already: what they carried is newer
     */
    public void install(ShipmentReader shipment, List<Manifest> later) throws IOException {
        checkFolders();
        new LoadSpaceCheck(config, depot).require(shipment.manifest());
        InstallMedia media = media(shipment);
        requireAll(shipment, install(media, shipment, later));
        media.answered();
    }

    /**
     * Checks that its media could be installed, and installs none.
     *
     * @param others whose media would be in place by then
     */
    public void check(ShipmentReader shipment, List<Manifest> others) throws IOException {
        checkFolders();
        new LoadSpaceCheck(config, depot).require(shipment.manifest());
        requireAll(shipment, media(shipment).missing(others));
    }

    private static void requireAll(ShipmentReader shipment, long missing) {
        if (missing > 0) {
            throw RejectedShipment.unfit(
                    shipment.name(),
                    "neither the depot nor this server has " + Count.of(missing, "media file") + " of it");
        }
    }

    private InstallMedia media(ShipmentReader shipment) {
        return new InstallMedia(shipment, config.media(), progress, new WantedMedia(config.work()));
    }

    private long install(InstallMedia media, ShipmentReader shipment, List<Manifest> later) throws IOException {
        try (Step step = Step.begin("media")) {
            return media.install(later);
        } catch (IOException e) {
            throwIfFull(shipment, e);
            throw e;
        }
    }

    /** A shipment that is passed over may carry media that the complete behind it does not carry again. */
    public void installPassedOver(List<ShipmentName> passedOver, List<Manifest> later) throws IOException {
        for (ShipmentName name : passedOver) {
            try {
                ShipmentReader shipment = open(name);
                install(media(shipment), shipment, later);
            } catch (DbferryException e) {
                if (e.failure() != Failure.SHIPMENT_REFUSED) {
                    throw e;
                }
                continue; // the complete's own check tells whether a file is missing in the end
            }
        }
    }

    /** Throws the failure in words, if it is that a disk of this machine is full. */
    public void throwIfFull(ShipmentReader shipment, Exception e) throws IOException {
        Optional<DbferryException> full =
                new LoadSpaceCheck(config, depot).full(shipment.name(), shipment.manifest(), e);
        if (full.isPresent()) {
            throw full.get();
        }
    }

    private void checkFolders() {
        for (Path folder : config.media()) {
            if (!Files.isDirectory(folder)) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot write media folder '" + folder + "': the folder does not exist",
                        "Create it and give it to this user, or correct media in the config",
                        null);
            }
        }
    }
}
