package io.dbferry.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.folder.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeededTest {
    private static final List<ShipmentName> DEPOT =
            List.of(name(Kind.COMPLETE, 1), name(Kind.PARTIAL, 2), name(Kind.COMPLETE, 3), name(Kind.PARTIAL, 4));

    @TempDir
    private Path folder;

    @Test
    void newestAppliedCompleteAndWhatFollowsItIsNeeded() throws IOException {
        receipt("viz/000001.json", 1, "complete", "applied", 1);
        receipt("viz/000002.json", 2, "partial", "applied", 2);
        receipt("viz/000003.json", 3, "complete", "needs a complete", 2);

        assertThat(needed()).containsExactly(new Needed("viz", new Sequence(1)));

        receipt("viz/000003.json", 3, "complete", "applied", 3);
        assertThat(needed()).containsExactly(new Needed("viz", new Sequence(3)));
    }

    @Test
    void allIsNeededByAReceiverThatHasAppliedNoCompleteOrWasSetBack() throws IOException {
        receipt("behind/000001.json", 1, "complete", "failed", 0);
        receipt("partials/000002.json", 2, "partial", "applied", 2);
        receipt("setback/000001.json", 1, "complete", "applied", 1);
        receipt("setback/000004.json", 4, "partial", "needs a complete", 0);

        assertThat(needed())
                .containsExactly(
                        new Needed("behind", Sequence.NONE),
                        new Needed("partials", Sequence.NONE),
                        new Needed("setback", Sequence.NONE));
    }

    @Test
    void receiptThatIsBeingReplacedCounts() throws IOException {
        receipt("viz/000001.json.new", 1, "complete", "applied", 1);

        assertThat(needed()).containsExactly(new Needed("viz", new Sequence(1)));
    }

    @Test
    void whatIsNoReceiptHidesNoneAndMakesNoReceiver() throws IOException {
        receipt("viz/000001.json", 1, "complete", "applied", 1);
        Files.writeString(folder.resolve("receipts/viz/000004.json"), "{}");
        receipt("viz/000003.json", 4, "complete", "applied", 4);
        receipt("viz/000099.json", 99, "complete", "applied", 99);
        receipt("not a name/000001.json", 1, "complete", "failed", 0);
        Files.createDirectories(folder.resolve("receipts/empty"));
        Files.createDirectories(folder.resolve("receipts/odd"));
        Files.writeString(folder.resolve("receipts/odd/000002.json"), "x");

        assertThat(needed()).containsExactly(new Needed("viz", new Sequence(1)));
    }

    private List<Needed> needed() throws IOException {
        try (Depot depot = new Depot(FolderStore.open(folder), "test")) {
            return depot.needed(new Sequence(4), DEPOT);
        }
    }

    private void receipt(String file, long sequence, String kind, String state, long applied) throws IOException {
        Path place = folder.resolve("receipts").resolve(file);
        Files.createDirectories(place.getParent());
        Files.writeString(place, """
                {"receiver": "viz", "stream": "test", "sequence": %d, "kind": "%s", "state": "%s",
                 "time": "2026-11-23T00:00:00Z", "applied": %d, "rows": 0}
                """.formatted(sequence, kind, state, applied));
    }

    private static ShipmentName name(Kind kind, long sequence) {
        return new ShipmentName(kind, Instant.EPOCH, new Sequence(sequence));
    }
}
