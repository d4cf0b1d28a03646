package io.dbferry.soak;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Deletes some shipments by hand. */
record DepotThinned(Path depot) implements Disaster {
    @Override
    public String strike(Random random) throws Exception {
        List<Path> shipments = new ArrayList<>();
        for (String kind : List.of("complete", "partial")) {
            if (Files.isDirectory(depot.resolve(kind))) {
                try (Stream<Path> all = Files.list(depot.resolve(kind))) {
                    all.sorted().forEach(shipments::add);
                }
            }
        }
        shipments.removeIf(shipment -> random.nextBoolean());
        shipments.forEach(FolderCopy::delete);
        return shipments.isEmpty() ? "" : "depot thinned";
    }
}
