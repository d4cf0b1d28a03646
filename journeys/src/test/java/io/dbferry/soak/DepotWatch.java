package io.dbferry.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the depot all the time: whatever stands under {@code complete/} or {@code partial/} must be whole. */
final class DepotWatch {
    private final Path depot;
    private final Findings findings;
    private final Set<Path> whole = new HashSet<>();

    DepotWatch(Path depot, Findings findings) {
        this.depot = depot;
        this.findings = findings;
    }

    Repeated start(World world) {
        return Repeated.start("depot watch", findings, pause -> {
            world.beside(this::look);
            pause.of(20);
        });
    }

    private void look() throws IOException {
        for (String kind : List.of("complete", "partial")) {
            for (Path shipment : list(depot.resolve(kind))) {
                if (whole.add(shipment)) {
                    String wrong = wrong(shipment);
                    // One that is being pruned was renamed before it is taken apart.
                    if (!wrong.isEmpty() && Files.exists(shipment)) {
                        findings.violation("half a shipment '" + shipment + "': " + wrong);
                    }
                    findings.count("shipments of kind " + kind);
                }
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static String wrong(Path shipment) throws IOException {
        try {
            JsonNode manifest = new ObjectMapper().readTree(Files.readAllBytes(shipment.resolve("manifest.json")));
            for (JsonNode file : manifest.get("files")) {
                Path path = shipment.resolve(file.get("name").asText());
                if (Files.size(path) != file.get("bytes").asLong()) {
                    return path + " has " + Files.size(path) + " bytes";
                }
            }
            return Files.exists(shipment.resolve("manifest.json.sig")) ? "" : "no signature";
        } catch (NoSuchFileException e) {
            return "no " + e.getFile();
        }
    }
}
