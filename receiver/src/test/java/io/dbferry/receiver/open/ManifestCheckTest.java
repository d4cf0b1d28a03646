package io.dbferry.receiver.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dbferry.receiver.open.ManifestCheck.InconsistentException;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.text.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each case changes one value of a manifest that is consistent: a path in its JSON, and what stands there then. */
class ManifestCheckTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String HEAD = """
            {"format": 5, "stream": "city", "streamId": "id-1", "sequence": 42, "kind": "%s", %s
             "position": {"snapshot": "1:1:", "wal": "0/1", "time": "2026-11-23T12:00:00Z", "systemIdentifier": "7", "timeline": 1},
             "schema": "", "migrations": [], "covered": {"tables": []},
             "media": {"count": 1, "bytes": 2, "listed": 3, "packs": ["media-0001.tar"]%s},
             "files": [{"name": "a.json.zst", "bytes": 5, "sha256": "HASH"}, {"name": "b.json.zst", "bytes": 5, "sha256": "HASH"},
                       {"name": "media-0001.tar", "bytes": 5, "sha256": "HASH"}, {"name": "digests.bin", "bytes": 8, "sha256": "HASH"}],
             "digests": [{"name": {"schema": "public", "name": "bus"}, "columns": ["id"], "key": ["id"], "rows": 3,
                          "checksum": "0123456789abcdef", "buckets": 1}],
             "tables": [{"name": {"schema": "public", "name": "bus"}, "columns": [{"name": "id", "type": "integer", "number": 1}],
                         "key": ["id"], "rows": 3, "generated": [{"name": "sum", "type": "integer", "expression": "id"}], "unique": [{"columns": ["id"]}],
                         "types": [{"name": "mood", "kind": "ENUM", "parts": ["sad"]}],
                         "sequences": [{"column": "id", "value": 1, "called": true}], %s}]}""";
    private static final String PARTIAL = HEAD.formatted(
            "partial",
            "\"after\": {\"sequence\": 41, \"manifest\": \"HASH\"},",
            ", \"files\": [{\"folder\": 0, \"name\": \"x\", \"bytes\": 1, \"sha256\": \"HASH\", \"pack\": \"media-0001.tar\"}]",
            "\"file\": \"a.json.zst\", \"deleted\": {\"file\": \"b.json.zst\", \"keys\": 0}");
    private static final String COMPLETE = HEAD.formatted(
            "complete",
            "\"schemaFrames\": [{\"offset\": 0, \"bytes\": 1, \"rows\": 0, \"sha256\": \"HASH\"}],",
            "",
            "\"frames\": [{\"offset\": 1, \"bytes\": 1, \"rows\": 1, \"sha256\": \"HASH\"},"
                    + " {\"offset\": 2, \"bytes\": 1, \"rows\": 2, \"sha256\": \"HASH\"}]");

    @Test
    void aManifestThatIsConsistentPasses() throws Exception {
        ManifestCheck.run(manifest(PARTIAL, "/sequence", "42"));
        ManifestCheck.run(manifest(COMPLETE, "/sequence", "42"));
        Manifest encrypted = manifest(PARTIAL, "/sequence", "42").encrypted(java.util.List.of());
        assertThat(encrypted.covered()).isNull();
        ManifestCheck.run(encrypted);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /position/time               | "1970-01-01T00:00:00Z" | its time cannot be
            /position/time               | "+10000-01-01T00:00:00Z" | its time cannot be
            /streamId                    | ""                     | its stream's id cannot be
            /streamId                    | "a/b"                  | its stream's id cannot be
            /after                       | null                   | it names no shipment that it starts from
            /after/sequence              | 42                     | it starts from a later shipment
            /files/0/name                | "../x"                 | a file has an unfit name
            /files/0/name                | ".x"                   | a file has an unfit name
            /files/0/name                | "a/b"                  | a file has an unfit name
            /files/0/name                | ""                     | a file has an unfit name
            /files/1/name                | "a.json.zst"           | file 'a.json.zst' is there twice
            /files/0/bytes               | -1                     | file 'a.json.zst' has no length or hash
            /files/0/sha256              | null                   | file 'a.json.zst' has no length or hash
            /files/0/sha256              | "0123"                 | file 'a.json.zst' has no length or hash
            /files/1/bytes               | 9223372036854775807    | its files are larger than any disk
            /tables/0/columns/0          | null                   | a column has no name or type
            /tables/0/columns/0/name     | null                   | a column has no name or type
            /tables/0/columns/0/type     | null                   | a column has no name or type
            /tables/0/columns            | [{"name":"x","type":"t","number":1},{"name":"x","type":"u","number":2}] | a column of table 'bus' is there twice
            /tables/0/key/0              | null                   | a key's column is missing
            /tables/0/key                | ["id","id"]            | a key's column of table 'bus' is there twice
            /tables/0/generated/0        | null                   | a generated column of table 'bus' is null
            /tables/0/types/0            | null                   | a type of table 'bus' has no name or kind
            /tables/0/types/0/kind       | null                   | a type of table 'bus' has no name or kind
            /tables/0/unique/0           | null                   | a unique index of table 'bus' is null
            /tables/0/unique/0/columns/0 | null                   | a unique index's column is missing
            /tables/0/sequences/0        | null                   | a sequence has no column
            /tables/0/sequences/0/column | null                   | a sequence has no column
            /tables/0/rows               | -1                     | table 'bus' has less than no rows
            /tables/0/frames             | [{"offset":0,"bytes":1,"rows":3,"sha256":"HASH"}] | table 'bus' of a partial has frames
            /tables/0/file               | "c.json.zst"           | file 'c.json.zst' is not among its files
            /tables/0/file               | "b.json.zst"           | file 'b.json.zst' is of two tables
            /tables/0/more               | [null]                 | a file's name is missing
            /tables/0/more               | ["a.json.zst"]         | file 'a.json.zst' is of two tables
            /tables/0/deleted/file       | "c.json.zst"           | file 'c.json.zst' is not among its files
            /tables/0/deleted/keys       | -1                     | table 'bus' has less than no deleted rows
            /covered                     | null                   | it does not say what it covers
            /media/packs/0               | null                   | a pack's name is missing
            /media/packs/0               | "media-0002.tar"       | file 'media-0002.tar' is not among its files
            /media/packs                 | ["media-0001.tar","media-0001.tar"] | a pack is there twice
            /media/files/0               | null                   | a media file is null
            /media/files/0/name          | null                   | a media file's name is missing
            /media/files/0/bytes         | -1                     | media file 'x' has no length or hash
            /media/files/0/sha256        | "X"                    | media file 'x' has no length or hash
            /media/files/0/pack          | null                   | media file 'x' is in no pack
            /media/files/0/pack          | "a.json.zst"           | media file 'x' is in no pack
            """)
    void aPartialThatContradictsItselfIsRefused(String path, String value, String reason) throws IOException {
        Manifest manifest = manifest(PARTIAL, path, value);

        assertThatThrownBy(() -> ManifestCheck.run(manifest))
                .isInstanceOf(InconsistentException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /tables/0/rows               | 4                      | table 'bus' has fewer rows than it says
            /tables/0/rows               | 2                      | table 'bus' has more rows than it says
            /tables/0/frames/0           | null                   | a frame has no rows or hash
            /tables/0/frames/0/rows      | -1                     | a frame has no rows or hash
            /tables/0/frames/0/sha256    | "X"                    | a frame has no rows or hash
            /schemaFrames/0/rows         | -1                     | a frame has no rows or hash
            /tables/0/deleted            | {"file":"a.json.zst","keys":1} | table 'bus' of a complete has deleted rows
            /tables/0/extent             | "replacing"            | table 'bus' of a complete has deleted rows
            """)
    void aCompleteThatContradictsItselfIsRefused(String path, String value, String reason) throws IOException {
        Manifest manifest = manifest(COMPLETE, path, value);

        assertThatThrownBy(() -> ManifestCheck.run(manifest))
                .isInstanceOf(InconsistentException.class)
                .hasMessage(reason);
    }

    @Test
    void whatCannotBeInAManifestIsNone() {
        for (String path : new String[] {"/files/0", "/tables/0", "/position/wal", "/position/snapshot"}) {
            assertThatThrownBy(() -> manifest(PARTIAL, path, "null")).isInstanceOf(JsonProcessingException.class);
        }
    }

    @Test
    void aTableIsThereOnce() throws IOException {
        ObjectNode root = (ObjectNode) MAPPER.readTree(COMPLETE.replace("HASH", HASH));
        ((ArrayNode) root.get("tables")).add(root.at("/tables/0").deepCopy());

        assertThatThrownBy(() -> ManifestCheck.run(read(root)))
                .isInstanceOf(InconsistentException.class)
                .hasMessage("table 'bus' is there twice");
    }

    @Test
    void aTableThatIsAnewOrGoesOnHasAFirstFile() throws IOException {
        ObjectNode root = (ObjectNode) MAPPER.readTree(PARTIAL.replace("HASH", HASH));
        ObjectNode table = (ObjectNode) root.at("/tables/0");
        table.remove("file");
        table.put("extent", "replacing");
        assertThatThrownBy(() -> ManifestCheck.run(read(root)))
                .hasMessage("table 'bus' replaces all rows without a file");

        table.put("extent", "all");
        table.putArray("more").add("a.json.zst");
        assertThatThrownBy(() -> ManifestCheck.run(read(root))).hasMessage("table 'bus' has no first file");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            20261122T120000Z-000041 | 0 | 1 | 0    |
            20261122T120000Z-000041 | 0 | 1 | null | it refers to others and says not where its rows stand
            20261122T120000Z-000041 | 0 | 1 | 2    | its rows stand nowhere in the schema
            20261122T120000Z-000041 | 0 | 1 | -1   | its rows stand nowhere in the schema
            20261122T120000Z-000042 | 0 | 1 | 1    | a frame is in no earlier complete
            ../20261122T120000Z-000041 | 0 | 1 | 1 | a frame is in no earlier complete
            20261122T120000Z-000041 | -1 | 1 | 1   | a frame in another complete has no place
            20261122T120000Z-000041 | 0 | 0 | 1    | a frame in another complete has no place
            20261122T120000Z-000041 | 9223372036854775807 | 1 | 1 | a frame in another complete has no place
            """)
    void aReferenceNamesAnEarlierComplete(String in, long offset, long bytes, String behind, @Nullable String problem)
            throws Exception {
        ObjectNode root = (ObjectNode) MAPPER.readTree(COMPLETE.replace("HASH", HASH));
        ((ObjectNode) root.at("/tables/0/frames/1"))
                .put("in", in)
                .put("offset", offset)
                .put("bytes", bytes);
        root.set("rowsBehind", MAPPER.readTree(behind));
        if (problem == null) {
            ManifestCheck.run(read(root));
        } else {
            assertThatThrownBy(() -> ManifestCheck.run(read(root))).hasMessage(problem);
        }
    }

    @Test
    void theSchemaIsInNoOtherComplete() throws Exception {
        ObjectNode root = (ObjectNode) MAPPER.readTree(COMPLETE.replace("HASH", HASH));
        ((ObjectNode) root.at("/schemaFrames/0")).put("in", "20261122T120000Z-000041");
        assertThatThrownBy(() -> ManifestCheck.run(read(root)))
                .hasMessage("a frame of the schema is in another complete");
    }

    @Test
    void aNameOfAMediaFileFitsAnyFolder() throws InconsistentException {
        ManifestCheck.media(new MediaFile(0, "x".repeat(1024), 0, HASH, null));

        assertThatThrownBy(() -> ManifestCheck.media(new MediaFile(0, "x".repeat(1025), 0, HASH, null)))
                .hasMessage("a media file's name is too long");
    }

    private static Manifest manifest(String json, String path, String value) throws IOException {
        ObjectNode root = (ObjectNode) MAPPER.readTree(json.replace("HASH", HASH));
        JsonNode fresh = MAPPER.readTree(value.replace("HASH", HASH));
        int last = path.lastIndexOf('/');
        JsonNode parent = root.at(path.substring(0, last));
        String name = path.substring(last + 1);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), fresh);
        } else {
            ((ObjectNode) parent).set(name, fresh);
        }
        return read(root);
    }

    private static Manifest read(JsonNode root) throws IOException {
        return Json.readForeign(MAPPER.writeValueAsBytes(root), Manifest.class);
    }
}
