package io.dbferry.stream.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.stream.format.Manifest.ColumnEntry;
import io.dbferry.stream.format.Manifest.DeletedEntry;
import io.dbferry.stream.format.Manifest.FileEntry;
import io.dbferry.stream.format.Manifest.Frame;
import io.dbferry.stream.format.Manifest.MediaEntry;
import io.dbferry.stream.format.Manifest.MediaFile;
import io.dbferry.stream.format.Manifest.MissingFile;
import io.dbferry.stream.format.Manifest.SequenceEntry;
import io.dbferry.stream.format.Manifest.TableEntry;
import io.dbferry.stream.format.Manifest.UniqueEntry;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final TableName BUS = new TableName("public", "Bus");
    private static final Position POSITION =
            new Position("10:20:15", "1/10", Instant.parse("2026-11-23T12:00:00.5Z"), "7", 3);

    @Test
    void everyFieldComesBackAsItWasWritten() throws IOException {
        for (Manifest manifest : List.of(full(), bare(Kind.COMPLETE), full().encrypted(List.of(file("0001.age"))))) {
            assertThat(read(Json.write(manifest))).isEqualTo(manifest);
        }
    }

    @Test
    void whatIsAbsentIsNotWritten() {
        String json = new String(Json.write(bare(Kind.COMPLETE)), StandardCharsets.UTF_8);

        assertThat(json)
                .doesNotContain("null", "after", "schemaFrames", "covered", "encrypted", "missing")
                .contains("\"kind\" : \"complete\"", "\"sequence\" : 42");
    }

    @Test
    void anEncryptedShipmentTellsOnlyWhereItStands() {
        Manifest outside = full().encrypted(List.of(file("0001.age")));

        assertThat(outside.name()).isEqualTo(full().name());
        assertThat(outside.after()).isEqualTo(full().after());
        assertThat(outside.position()).isEqualTo(full().position());
        assertThat(outside.tables()).isEmpty();
        assertThat(outside.schemaFrames()).isEmpty();
        assertThat(outside.media()).isEqualTo(MediaEntry.NONE);
        assertThat(outside.schema()).isEmpty();
        assertThat(outside.migrations()).isEmpty();
        assertThat(outside.covered()).isNull();
        assertThat(outside.encrypted()).isEqualTo("manifest.json.age");
        assertThat(new String(Json.write(outside), StandardCharsets.UTF_8)).doesNotContain("Bus", "a.jpeg");
    }

    @Test
    void peopleReadWhatItCarries() {
        assertThat(full().describe()).isEqualTo("partial 000042: 1,234 rows of 1 tables, 1 media files, 1.5 kB");
        assertThat(full().rows()).isEqualTo(1234);
        assertThat(full().bytes()).isEqualTo(1500);
    }

    @Test
    void filesThatGoOnAreInTheirOrder() {
        TableEntry table = full().tables().get(0);

        assertThat(table.allFiles()).containsExactly("Bus.json.zst", "Bus-0002.json.zst");
        assertThat(Objects.requireNonNull(table.deleted()).allFiles()).containsExactly("Bus-deleted.json.zst");
        assertThat(table.columnNames()).containsExactly("id", "name");
        assertThat(table.replaces()).isTrue();
    }

    @Test
    void whatATableDoesNotSayIsNone() throws IOException {
        TableEntry table = read(Json.write(bareTable())).tables().get(0);

        assertThat(table.allFiles()).isEmpty();
        assertThat(table.framesOrNone()).isEmpty();
        assertThat(table.sequencesOrNone()).isEmpty();
        assertThat(table.generatedOrNone()).isEmpty();
        assertThat(table.typesOrNone()).isEmpty();
        assertThat(table.uniqueOrNone()).isEmpty();
        assertThat(table.replaces()).isFalse();
        assertThat(new UniqueEntry(null, null, "x").columnsOrNone()).isEmpty();
        assertThat(new UniqueEntry(null, null, "x").equalNulls()).isFalse();
        assertThat(new UniqueEntry(null, false, "x").equalNulls()).isFalse();
        assertThat(new UniqueEntry(null, true, "x").equalNulls()).isTrue();
        assertThat(MediaEntry.NONE.packsOrNone()).isEmpty();
        assertThat(MediaEntry.NONE.filesOrNone()).isEmpty();
        assertThat(MediaEntry.NONE.missingOrNone()).isEmpty();
    }

    @Test
    void aMissingFileIsDescribedByWhoNamesItAndWhy() {
        assertThat(new MissingFile(0, "a.jpeg", "Bus.photo", MissingCause.ABSENT).describe())
                .isEqualTo("media file 'a.jpeg' named by Bus.photo is not in its folder;"
                        + " it will be shipped when it is there");
        assertThat(new MissingFile(0, "a.jpeg", null, MissingCause.LINK).describe())
                .isEqualTo("media file 'a.jpeg' is a symbolic link, and links are not followed");
        for (MissingCause cause : MissingCause.values()) {
            assertThat(cause.text()).as("%s", cause).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "format",
                "stream",
                "streamId",
                "sequence",
                "kind",
                "position",
                "tables",
                "media",
                "files",
                "migrations"
            })
    void aFieldThatMustBeThereIsMissed(String field) {
        String json = new String(Json.write(bare(Kind.PARTIAL)), StandardCharsets.UTF_8);
        String without = json.replace("\"" + field + "\" :", "\"" + field + "X\" :");
        String nothing =
                json.replaceFirst("\"" + field + "\" : (\\[[^]]*]|\\{[^}]*}|[^,{\\[]+)", "\"" + field + "\" : null");

        assertThat(without).isNotEqualTo(json);
        assertThat(nothing).isNotEqualTo(json);
        assertThatThrownBy(() -> read(without.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> read(nothing.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonProcessingException.class);
    }

    private static Manifest read(byte[] json) throws IOException {
        return Json.readForeign(json, Manifest.class);
    }

    private static Manifest full() {
        TableEntry table = new TableEntry(
                BUS,
                List.of(new ColumnEntry("id", "integer"), new ColumnEntry("name", "text")),
                List.of("id"),
                1234,
                "Bus.json.zst",
                List.of("Bus-0002.json.zst"),
                List.of(new Frame(0, 10, 5, HASH)),
                "0123456789abcdef",
                List.of(new SequenceEntry("id", 7, true)),
                List.of(new UniqueEntry(List.of("name"), true, null)),
                List.of("sum"),
                List.of(new TypeDefinition("public.mood", TypeDefinition.Kind.ENUM, List.of("sad", "ok"))),
                new DeletedEntry("Bus-deleted.json.zst", 3, null),
                true);
        return new Manifest(
                Manifest.FORMAT,
                "city",
                "id-1",
                new Sequence(42),
                Kind.PARTIAL,
                new ShipmentId(new Sequence(41), HASH),
                POSITION,
                List.of(table),
                List.of(new Frame(0, 1, 0, HASH)),
                new MediaEntry(
                        1,
                        2,
                        3,
                        List.of("media-0001.tar"),
                        List.of(new MediaFile(0, "a.jpeg", 2, HASH, "media-0001.tar")),
                        List.of(new MissingFile(0, "b.jpeg", null, MissingCause.SPECIAL))),
                List.of(file("Bus.json.zst"), file("media-0001.tar"), file("Bus-0002.json.zst")),
                HASH,
                List.of("app.0001_initial"),
                new Covered(List.of(new Covered.CoveredTable(BUS, "c", null)), List.of("m")),
                null);
    }

    private static Manifest bare(Kind kind) {
        return new Manifest(
                Manifest.FORMAT,
                "city",
                "id-1",
                new Sequence(42),
                kind,
                null,
                POSITION,
                List.of(),
                List.of(),
                MediaEntry.NONE,
                List.of(),
                "",
                List.of(),
                null,
                null);
    }

    private static Manifest bareTable() {
        Manifest bare = bare(Kind.PARTIAL);
        TableEntry table = new TableEntry(
                BUS, List.of(), List.of(), 0, null, null, null, null, null, null, null, null, null, null);
        return new Manifest(
                bare.format(),
                bare.stream(),
                bare.streamId(),
                bare.sequence(),
                bare.kind(),
                null,
                bare.position(),
                List.of(table),
                List.of(),
                bare.media(),
                List.of(),
                "",
                List.of(),
                null,
                null);
    }

    private static FileEntry file(String name) {
        return new FileEntry(name, 500, HASH);
    }
}
