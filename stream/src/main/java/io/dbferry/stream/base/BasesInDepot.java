package io.dbferry.stream.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * To which completes the completes in the depot refer, as their manifests say. Each is read once, and {@code work/bases.json} remembers
 * it. Signatures are not checked: whoever can write into the depot can keep shipments in it, and fill it, anyway.
 */
public final class BasesInDepot {
    private final Depot depot;
    private final StateFile<Known> file;
    private final Map<String, List<String>> known = new TreeMap<>();
    private boolean looked;
    private boolean changed;

    public BasesInDepot(Depot depot, Path work) {
        this.depot = depot;
        this.file = new StateFile<>(
                work, work.resolve("bases.json"), json -> Json.read(json, Known.class), "the manifests are read again");
    }

    /** What the file holds: folders of completes, and of those that they refer to. */
    private record Known(Map<String, List<String>> completes) {}

    /**
     * The completes to which these refer.
     *
     * @throws IOException if the depot cannot be read; nothing may be deleted then
     */
    public Set<ShipmentName> of(Collection<ShipmentName> shipments) throws IOException {
        if (!looked) {
            file.look().ifPresent(last -> known.putAll(last.completes()));
            looked = true;
        }
        Set<ShipmentName> bases = new LinkedHashSet<>();
        for (ShipmentName shipment : shipments) {
            if (shipment.kind() == Kind.COMPLETE) {
                for (String base : of(shipment)) {
                    ShipmentName.parse(Kind.COMPLETE, base).ifPresent(bases::add);
                }
            }
        }
        return bases;
    }

    private List<String> of(ShipmentName complete) throws IOException {
        List<String> bases = known.get(complete.folder());
        return bases == null ? read(complete) : bases;
    }

    private List<String> read(ShipmentName complete) throws IOException {
        try {
            byte[] json = depot.open(complete).start(ShipmentLayout.MANIFEST, ShipmentLayout.MANIFEST_LIMIT);
            List<String> bases = Json.readForeign(json, Manifest.class).bases().keySet().stream()
                    .map(ShipmentName::folder)
                    .toList();
            known.put(complete.folder(), bases);
            changed = true;
            return bases;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return List.of(); // no receiver can load it as it is now; the next look reads it again
        }
    }

    /** Remembers what was read of these, and forgets the others. */
    public void remember(Collection<ShipmentName> inDepot) throws IOException {
        if (changed) {
            known.keySet().retainAll(inDepot.stream().map(ShipmentName::folder).toList());
            file.write(Json.write(new Known(known)), Durability.CACHE);
        }
    }
}
