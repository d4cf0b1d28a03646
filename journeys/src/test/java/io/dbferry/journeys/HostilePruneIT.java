package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pruning goes on behind what cannot be deleted. */
@Timeout(120)
class HostilePruneIT {
    @TempDir
    private Path folder;

    private HostilePair pair;
    private Path depot;

    /** Three shipments that are old, the first of which cannot be deleted, and a complete that stays. */
    @BeforeEach
    void pair() throws Exception {
        pair = HostilePair.in(folder);
        depot = pair.servers.depot();
        makeUndeletable(pair.newest("complete"));
        pair.shipRow("partial", 10);
        pair.shipRow("partial", 11);
        pair.shipRow("complete", 12);
    }

    @Test
    void loadPrunesTheOthersAndWarns() throws Exception {
        keepNothing();

        TwoServers.Run load = pair.load();

        assertThat(load.exit()).isZero();
        assertThat(load.out()).endsWith("pruned 2 applied shipments from the depot\n");
        assertThat(load.err())
                .startsWith("warning: cannot prune the depot: cannot delete 'incoming/pruned-viz-")
                .hasLineCount(1);
        assertThat(shipments()).containsExactly("000004");

        pair.shipRow("complete", 13);
        TwoServers.Run next = pair.load();
        assertThat(next.out()).endsWith("pruned 1 applied shipment from the depot\n");
        assertThat(next.err()).startsWith("warning: cannot prune the depot: ");
        assertThat(shipments()).containsExactly("000005");
    }

    @Test
    void pruneDeletesTheOthersAndEndsWithFour() throws Exception {
        pair.load();
        keepNothing();

        TwoServers.Run prune = pair.servers.receiver("prune");

        assertThat(prune.exit()).isEqualTo(4);
        assertThat(prune.out()).startsWith("deleted 2 shipments, ");
        assertThat(prune.err())
                .startsWith("cannot prune all of depot '" + depot + "': cannot delete 'incoming/pruned-viz-")
                .contains("\nHINT: All other old shipments were deleted.");
        assertThat(shipments()).containsExactly("000004");
        assertThat(pair.servers.receiver("prune").exit()).isEqualTo(4);
    }

    private void keepNothing() throws Exception {
        pair.receiver("");
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(
                config,
                Files.readString(config).replace("free-space: 1MB", "free-space: 1MB, complete: 0s, partial: 0s"));
    }

    /** Folders one in the other, deeper than a depot's are followed. */
    private static void makeUndeletable(Path shipment) throws Exception {
        Path deep = shipment;
        for (int i = 0; i < 60; i++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
    }

    private Stream<String> shipments() throws Exception {
        try (Stream<Path> all =
                Stream.concat(Files.list(depot.resolve("complete")), Files.list(depot.resolve("partial")))) {
            return all.map(path -> path.getFileName().toString().replaceFirst(".*-", "")).sorted().toList().stream();
        }
    }
}
