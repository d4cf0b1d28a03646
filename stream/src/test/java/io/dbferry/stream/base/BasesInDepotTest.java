package io.dbferry.stream.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BasesInDepotTest {
    private static final String BASE = "20261128T120000Z-000001";
    private static final ShipmentName COMPLETE =
            ShipmentName.parse(Kind.COMPLETE, "20261129T120000Z-000002").orElseThrow();

    @TempDir
    private Path work;

    private final MemoryStore store = new MemoryStore();

    @Test
    void aManifestThatCannotBeReadNowIsReadAgainByTheNextLook() throws IOException {
        put("{\"format\"");
        assertThat(look()).isEmpty();

        put(manifest());
        assertThat(look()).containsExactly(BASE);

        put("{\"format\"");
        assertThat(look()).as("remembered").containsExactly(BASE);
    }

    private List<String> look() throws IOException {
        BasesInDepot bases = new BasesInDepot(Depot.withoutReceipts(store, "city"), work);
        List<String> found =
                bases.of(List.of(COMPLETE)).stream().map(ShipmentName::folder).toList();
        bases.remember(List.of(COMPLETE));
        return found;
    }

    private void put(String manifest) throws IOException {
        String file = "complete/" + COMPLETE.folder() + "/manifest.json";
        store.makeFolder("complete/" + COMPLETE.folder());
        store.delete(file);
        store.put(file, Content.of(manifest.getBytes(UTF_8)));
    }

    private static String manifest() throws IOException {
        try (InputStream json =
                BasesInDepotTest.class.getResourceAsStream("/io/dbferry/stream/manifest/complete.json")) {
            return new String(Objects.requireNonNull(json).readAllBytes(), UTF_8)
                    .replaceFirst("\"offset\" : 10,", "\"offset\" : 10, \"in\" : \"" + BASE + "\",");
        }
    }
}
