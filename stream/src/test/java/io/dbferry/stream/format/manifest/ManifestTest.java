package io.dbferry.stream.format.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.Covered.CoveredTable;
import io.dbferry.stream.format.DigestEntry;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.RepairRequest;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.testing.Golden;
import io.dbferry.text.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifest as it stands in the depot: {@code manifest/} has the expected text. */
class ManifestTest {
    private static final Golden GOLDEN = new Golden("stream/src/test/resources/io/dbferry/stream/manifest");
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final Position POSITION =
            new Position("10:12:10", "0/1A2B", Instant.parse("2026-11-29T12:00:00Z"), "7", 1);
    private static final TableName BUS = new TableName("public", "bus");

    private static final TableEntry FULL = new TableEntry(
            BUS,
            List.of(new ColumnEntry("id", "bigint"), new ColumnEntry("mood", "public.mood")),
            List.of("id"),
            3,
            "bus.json.zst",
            List.of("bus-0002.json.zst"),
            null,
            List.of(new SequenceEntry("id", 9, true)),
            List.of(new UniqueEntry(List.of("mood"), true, null), new UniqueEntry(null, null, "UNIQUE (lower(mood))")),
            List.of(new GeneratedEntry("sum", "integer", "id + 1")),
            List.of(new TypeDefinition("public.mood", TypeDefinition.Kind.ENUM, List.of("sad", "ok"))),
            new DeletedEntry("bus-deleted.json.zst", 2, List.of("bus-deleted-0002.json.zst")),
            Extent.REPLACING,
            new RepairEntry(4, List.of(1, 3), List.of("00", "01")));
    private static final Manifest PARTIAL = new Manifest(
            Manifest.FORMAT,
            "city",
            "id-1",
            new Sequence(42),
            Kind.PARTIAL,
            new ShipmentId(new Sequence(41), HASH),
            POSITION,
            List.of(FULL),
            List.of(),
            null,
            new MediaEntry(
                    1,
                    5,
                    1,
                    List.of("media-0001.tar"),
                    List.of(
                            new MediaFile(0, "a/b.jpeg", 5, HASH, "media-0001.tar"),
                            new MediaFile(1, "c.jpeg", 6, HASH, null)),
                    List.of(
                            new MissingFile(0, "gone.jpeg", "bus.image", MissingCause.ABSENT),
                            new MissingFile(0, "link", null, MissingCause.LINK))),
            List.of(new FileEntry("bus.json.zst", 100, HASH), new FileEntry("media-0001.tar", 65_000, HASH)),
            HASH,
            List.of("app.0001_initial"),
            new Covered(
                    List.of(new CoveredTable(BUS, 16385, HASH, Map.of("mood", List.of("ok")), false, null)),
                    List.of(HASH)),
            List.of(new DigestEntry(BUS, List.of("id"), List.of("id"), 3, "0123456789abcdef", 4)),
            null);
    private static final Manifest COMPLETE = new Manifest(
            Manifest.FORMAT,
            "city",
            "id-1",
            new Sequence(1),
            Kind.COMPLETE,
            null,
            POSITION,
            List.of(new TableEntry(
                    BUS,
                    List.of(),
                    List.of(),
                    0,
                    null,
                    null,
                    List.of(new Frame(10, 20, 0, HASH)),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null)),
            List.of(new Frame(0, 10, 0, HASH)),
            null,
            MediaEntry.NONE,
            List.of(),
            "",
            List.of(),
            null,
            List.of(),
            null);

    @Test
    void theTextInTheDepotIsAsItWas() throws IOException {
        GOLDEN.assertSame("partial.json", new String(Json.write(PARTIAL), UTF_8) + "\n");
        GOLDEN.assertSame("complete.json", new String(Json.write(COMPLETE), UTF_8) + "\n");
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        for (Manifest manifest : List.of(PARTIAL, COMPLETE, PARTIAL.encrypted(List.of()))) {
            assertThat(Json.readForeign(Json.write(manifest), Manifest.class)).isEqualTo(manifest);
        }
    }

    @Test
    void namesOfTablesAreOthersInAllThatNamesThem() throws IOException {
        TableName tram = new TableName("app1", "tram");
        Manifest renamed = PARTIAL.renamed(name -> name.equals(BUS) ? tram : name);

        assertThat(renamed.tables()).extracting(TableEntry::name).containsExactly(tram);
        assertThat(renamed.digests()).extracting(DigestEntry::name).containsExactly(tram);
        assertThat(renamed.covered()).isNotNull().satisfies(covered -> assertThat(covered.tables())
                .extracting(CoveredTable::name)
                .containsExactly(tram));
        assertThat(renamed.renamed(name -> BUS)).isEqualTo(PARTIAL);
        assertThat(COMPLETE.renamed(name -> name)).isEqualTo(COMPLETE);
        assertThat(new ColumnEntry("id", "bigint", true, 1).isNotNull()).isTrue();
        assertThat(POSITION.walNumber()).isEqualTo(0x1A2B);
    }

    @ParameterizedTest(name = "without {0}{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ""                     | stream
            ""                     | streamId
            ""                     | sequence
            ""                     | kind
            ""                     | position
            ""                     | tables
            ""                     | media
            ""                     | files
            ""                     | migrations
            /files/0               | name
            /tables/0              | name
            /tables/0              | columns
            /tables/0              | key
            /tables/0/deleted      | file
            /tables/0/generated/0  | name
            /tables/0/generated/0  | type
            /tables/0/generated/0  | expression
            /tables/0/repair       | wanted
            /tables/0/repair       | sums
            /media/missing/0       | name
            /media/missing/0       | cause
            /position              | time
            /position              | systemIdentifier
            /position              | snapshot
            /position              | wal
            /covered/tables/0      | name
            /covered/tables/0      | columns
            /digests/0             | checksum""")
    void aManifestThatLacksSomethingIsNotReadable(String where, String field) throws IOException {
        JsonNode json = new ObjectMapper().readTree(Json.write(PARTIAL));
        JsonNode there = ((ObjectNode) json.at(where)).remove(field);
        assertThat(there).isNotNull();

        assertThatThrownBy(() -> Json.readForeign(json.toString().getBytes(UTF_8), Manifest.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void anEncryptedShipmentTellsOnlyItsPlaceInTheStream() throws IOException {
        List<FileEntry> files = List.of(new FileEntry("0001.age", 7, HASH));

        GOLDEN.assertSame("encrypted.json", new String(Json.write(PARTIAL.encrypted(files)), UTF_8) + "\n");
        assertThat(PARTIAL.encrypted(files).name()).isEqualTo(PARTIAL.name());
    }

    @Test
    void whatIsCarriedIsSummedUp() {
        assertThat(PARTIAL.rows()).isEqualTo(3);
        assertThat(PARTIAL.bytes()).isEqualTo(65_100);
        assertThat(PARTIAL.describe()).isEqualTo("partial 000042: 3 rows of 1 table, 1 media file, 63.6 kB");
        assertThat(FULL.allFiles()).containsExactly("bus.json.zst", "bus-0002.json.zst");
        assertThat(new DeletedEntry("bus-deleted.json.zst", 2, List.of("bus-deleted-0002.json.zst")).allFiles())
                .containsExactly("bus-deleted.json.zst", "bus-deleted-0002.json.zst");
        assertThat(COMPLETE.tables().get(0).allFiles()).isEmpty();
        assertThat(FULL.replaces()).isTrue();
        assertThat(COMPLETE.tables().get(0).replaces()).isFalse();
        assertThat(PARTIAL.media().missingOrNone())
                .extracting(MissingFile::describe)
                .containsExactly(
                        "media file 'gone.jpeg' named by bus.image is not in its folder; it will be shipped when it is"
                                + " there",
                        "media file 'link' is a symbolic link, and links are not followed");
    }

    @Test
    void aRepairThatNamesNoTableIsNotReadable() throws IOException {
        assertThat(Json.readForeign("{\"table\": \"x\", \"buckets\": 4}".getBytes(UTF_8), RepairRequest.class))
                .isEqualTo(new RepairRequest("x", 4, List.of()));
        assertThatThrownBy(() -> Json.readForeign("{\"buckets\": 4}".getBytes(UTF_8), RepairRequest.class))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("a repair names no table");
        assertThat(RepairRequest.hash(BUS))
                .isNotEqualTo(RepairRequest.hash(new TableName("public", "Bus")))
                .hasSize(64);
    }
}
