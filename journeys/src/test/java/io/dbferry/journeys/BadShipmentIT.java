package io.dbferry.journeys;

import static io.dbferry.journeys.BadInputIT.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shipments that are not as they were shipped: refused whole, and mended by the sender's next run without a hand. */
@Timeout(120)
class BadShipmentIT {
    private static final String HINT =
            "The sender is asked for a complete with its next run; if this comes again, check depot and disks";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.senderConfig("media: [{folder: " + folder.resolve("sender/media") + ", named-by: [report.image]}]");
        servers.receiverConfig("media: [{folder: " + folder.resolve("receiver/media") + "}]");
        servers.onBoth("""
            CREATE TABLE report (id serial PRIMARY KEY, message text, number int, image text,
                updated_at timestamptz NOT NULL DEFAULT now())\
            """);
        servers.onSender("INSERT INTO report (message, number) VALUES ('a', 1), (E'b\\n\\\\', 2)");
    }

    @Test
    void whatIsNoShipmentIsLeftAlone() throws Exception {
        servers.sender("dump", "complete");
        for (String place : List.of("", "complete/", "partial/", "receipts/", "incoming/", "receipts/viz/")) {
            Files.createDirectories(servers.depot().resolve(place + "a folder/20260101T000000Z-000009"));
            Files.writeString(servers.depot().resolve(place + "README.txt"), "hello");
        }
        Files.writeString(servers.depot().resolve("complete/20260101T000000Z-000008"), "a file");
        Files.writeString(servers.depot().resolve("receipts/viz/000007.json"), "{}");

        assertShips("partial");
    }

    @Test
    void truncatedCompleteIsRefusedAndMended() throws Exception {
        servers.sender("dump", "complete");
        Path file = file("complete", "database.sql.zst");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));

        assertRefused("complete 000001: file 'database.sql.zst' has " + (whole.length - 1) + " bytes instead of "
                + whole.length);

        assertMended(1);
    }

    @Test
    void completeWithOneByteAlteredIsRefusedAndMended() throws Exception {
        servers.sender("dump", "complete");
        servers.receiver("load");
        servers.onSender("UPDATE report SET number = 7; DELETE FROM report WHERE id = 1");
        servers.sender("dump", "complete");
        Path file = file("complete", "database.sql.zst");

        assertEveryAlteredByteIsRefused(file, 61, "complete 000002: ");

        alter(file, (int) Files.size(file) - 3);
        assertRefused("complete 000002: .*database.sql.zst.* differs from its hash");
        assertMended(2);
    }

    @Test
    void firstCompleteWithOneByteAlteredIsRefused() throws Exception {
        servers.sender("dump", "complete");

        assertEveryAlteredByteIsRefused(file("complete", "database.sql.zst"), 83, "complete 000001: ");

        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void truncatedPartialIsRefusedAndMended() throws Exception {
        shipPartial();
        Path file = file("partial", "report.json.zst");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));

        assertRefused(
                "partial 000002: file 'report.json.zst' has " + whole.length / 2 + " bytes instead of " + whole.length);

        assertMended(2);
    }

    @Test
    void partialWithOneByteAlteredIsRefusedAndMended() throws Exception {
        shipPartial();
        Path file = file("partial", "report.json.zst");

        assertEveryAlteredByteIsRefused(file, 3, "partial 000002: ");

        alter(file, (int) Files.size(file) - 1);
        assertRefused("partial 000002: file 'report.json.zst' .*");
        assertMended(2);
    }

    @Test
    void missingFileIsRefusedAndMended() throws Exception {
        shipPartial();
        Files.delete(file("partial", "report.json.zst"));

        assertRefused("partial 000002: file 'report.json.zst' is missing");

        assertMended(2);
    }

    @Test
    void manifestThatIsNoneIsRefusedAndMended() throws Exception {
        shipPartial();
        Path manifest = file("partial", "manifest.json");
        String whole = Files.readString(manifest);
        String nameless = whole.replaceFirst("\"streamId\" : \"[^\"]*\"", "\"streamId\" : null");
        for (String bad : List.of("{}", "[]", "null", "nonsense", nameless, whole.substring(0, whole.length() / 2))) {
            Files.writeString(manifest, bad);
            assertRefused("partial 000002: its manifest is not readable: .*");
        }

        assertMended(2);
    }

    @Test
    void shipmentThatLostItsManifestIsRefusedAndMended() throws Exception {
        ChosenSurroundings.needFolder(); // in a bucket it was never published
        shipPartial();
        Files.delete(file("partial", "manifest.json"));
        assertRefused("partial 000002: it has no manifest");

        assertMended(2);
    }

    @Test
    void partialBeforeAnyCompleteAsksForOne() throws Exception {
        servers.sender("dump", "complete");
        changeReport();
        servers.sender("dump", "partial");
        deleteAll(servers.depot().resolve("complete"));

        assertFails(
                servers.receiver("load"),
                5,
                "cannot load partial 000002: it starts from shipment 000001, which was not applied here",
                "The sender is asked for a complete with its next run; no action is needed here");

        assertMended(2);
    }

    @Test
    void missingMediaFileIsWarnedOfOnceAndTravelsWhenItHasCome() throws Exception {
        servers.sender("dump", "complete");
        servers.onSender("INSERT INTO report (image) VALUES ('late.jpg')");

        TwoServers.Run dump = servers.sender("dump", "partial");

        assertThat(dump.exit()).isZero();
        assertThat(dump.err())
                .isEqualTo("warning: media file 'late.jpg' named by report.image is not in its folder;"
                        + " it will be shipped when it is there\n");
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.sender("dump", "complete").err()).isEmpty();
        assertThat(servers.sender("status").out().lines())
                .contains("missing   media file 'late.jpg' named by report.image is not in its folder;"
                        + " it will be shipped when it is there");
        Files.writeString(folder.resolve("sender/media/late.jpg"), "image");
        assertThat(servers.sender("dump", "partial").out())
                .startsWith("shipped partial 000004: 0 rows of 0 tables, 1 media file, ");
        assertThat(servers.sender("status").out()).doesNotContain("missing");
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(folder.resolve("receiver/media/late.jpg")).hasContent("image");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void mediaOfAPartialWithOneByteAlteredAreRefusedAndMended() throws Exception {
        servers.sender("dump", "complete");
        servers.receiver("load");
        Files.writeString(folder.resolve("sender/media/new.jpg"), "image");
        servers.onSender("INSERT INTO report (image) VALUES ('new.jpg')");
        servers.sender("dump", "partial");
        Path pack = file("partial", "media-0001.tar");

        assertEveryAlteredByteIsRefused(pack, 37, "partial 000002: ");

        Files.deleteIfExists(folder.resolve("receiver/media/new.jpg")); // installed whole where padding was altered
        alter(pack, new String(Files.readAllBytes(pack), StandardCharsets.ISO_8859_1).indexOf("image\0"));
        assertRefused("partial 000002: file 'media-0001.tar' differs from its hash");
        assertThat(folder.resolve("receiver/media")).isEmptyDirectory();
        assertMended(2);
        assertThat(folder.resolve("receiver/media/new.jpg")).hasContent("image");
    }

    @Test
    void mediaIndexWithOneByteAlteredIsRefusedAndMended() throws Exception {
        Files.writeString(folder.resolve("sender/media/new.jpg"), "image");
        servers.sender("dump", "complete");
        Path index = file("complete", "media-index.json.zst");

        assertEveryAlteredByteIsRefused(index, 5, "complete 000001: ");

        alter(index, 20);
        assertRefused("complete 000001: .*");
        assertMended(1);
        assertThat(folder.resolve("receiver/media/new.jpg")).hasContent("image");
    }

    private void shipPartial() throws Exception {
        servers.sender("dump", "complete");
        servers.receiver("load");
        changeReport();
        servers.sender("dump", "partial");
    }

    private void changeReport() throws Exception {
        servers.onSender("UPDATE report SET message = 'changed', number = 123, updated_at = now() WHERE id = 1;"
                + " INSERT INTO report (message, number) VALUES ('new', 77)");
    }

    /** The one file of that name in the newest shipment of the kind. */
    private Path file(String kind, String name) throws IOException {
        try (Stream<Path> shipments = Files.list(servers.depot().resolve(kind))) {
            return shipments.max(Comparator.naturalOrder()).orElseThrow().resolve(name);
        }
    }

    private static void alter(Path file, int place) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[place] ^= 0x11;
        Files.write(file, bytes);
    }

    /** Alters bytes one after the other, each in a load of its own; the file ends as it was. */
    private void assertEveryAlteredByteIsRefused(Path file, int step, String start) throws Exception {
        byte[] whole = Files.readAllBytes(file);
        Map<String, List<String>> before = servers.receiverRows();
        for (int place = 0; place < Math.min(whole.length, 1600); place += step) {
            Files.write(file, whole, java.nio.file.StandardOpenOption.TRUNCATE_EXISTING);
            alter(file, place);
            TwoServers.Run load = servers.receiver("load");
            assertThat(load.err())
                    .as("byte %d", place)
                    .startsWith("cannot load " + start)
                    .endsWith("\nHINT: " + HINT + "\n");
            assertThat(load.exit()).as("byte %d", place).isEqualTo(5);
            assertThat(servers.receiverRows()).isEqualTo(before);
        }
        Files.write(file, whole);
    }

    /** Refused with that cause, a regular expression where it holds one; rows and depot stay. */
    private void assertRefused(String cause) throws Exception {
        Map<String, List<String>> before = servers.receiverRows();
        TwoServers.Run load = servers.receiver("load");
        String expected = cause.contains(".*") ? cause : java.util.regex.Pattern.quote(cause);
        assertThat(load.err()).matches("cannot load " + expected + "\nHINT: " + HINT + "\n");
        assertThat(load.exit()).isEqualTo(5);
        assertThat(servers.receiverRows()).isEqualTo(before);
    }

    /** The receipt asks for a complete; the next partial's run ships it by itself, and all is equal. */
    private void assertMended(int refused) throws Exception {
        assertThat(servers.depot().resolve("receipts/viz/00000" + refused + ".json"))
                .content()
                .contains("\"state\" : \"needs a complete\"");
        assertThat(servers.sender("dump", "partial").out())
                .startsWith("a complete instead of a partial: receiver 'viz' asks for one\nshipped complete ");
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertShips("partial");
    }

    private void assertShips(String kind) throws Exception {
        servers.onSender("INSERT INTO report (message) VALUES ('next')");
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.out()).as(dump.err()).startsWith("shipped " + kind);
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).isEmpty();
        assertThat(load.exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
