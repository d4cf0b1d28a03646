package io.dbferry.stream.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.dbferry.progress.Progress;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.Manifest.FileEntry;
import io.dbferry.stream.format.Manifest.MediaEntry;
import io.dbferry.stream.format.Manifest.MediaFile;
import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.text.Hashing;
import io.dbferry.text.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaPackTest {
    private static final Progress.Step SILENT = Progress.SILENT.begin("packing", 0, Progress.Unit.FILES);

    @TempDir
    private Path here;

    private Path media;
    private MediaFolder folder;
    private MediaPacker packer;

    @BeforeEach
    void openPacker() throws IOException {
        media = Files.createDirectory(here.resolve("media"));
        folder = new MediaFolder(3, media, "*");
        packer = new MediaPacker(Files.createDirectory(here.resolve("shipment")), SILENT);
    }

    @Test
    void filesComeOutAsTheyWentIn() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a.jpeg", new byte[0]);
        files.put("deep/ñ 😀.jpeg", "x".getBytes(StandardCharsets.UTF_8));
        files.put("n".repeat(150) + ".jpeg", new byte[100_000]);
        List<MediaFile> packed = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            write(file.getKey(), file.getValue());
            MediaPacker.Packed result = packer.pack(folder, file.getKey());
            assertThat(result.trouble()).isEmpty();
            packed.add(result.file().orElseThrow());
        }
        List<FileEntry> packs = packer.finish();

        assertThat(packed).extracting(MediaFile::name).containsExactlyElementsOf(files.keySet());
        assertThat(packed).allMatch(file -> file.folder() == 3 && "media-0001.tar".equals(file.pack()));
        assertThat(packed.get(1))
                .isEqualTo(new MediaFile(
                        3, "deep/ñ 😀.jpeg", 1, sha256("x".getBytes(StandardCharsets.UTF_8)), "media-0001.tar"));
        assertThat(packs).hasSize(1);
        byte[] pack = Files.readAllBytes(here.resolve("shipment/media-0001.tar"));
        assertThat(packs.get(0)).isEqualTo(new FileEntry("media-0001.tar", pack.length, sha256(pack)));
        Map<String, byte[]> read = read(pack);
        assertThat(read.keySet())
                .containsExactlyElementsOf(
                        files.keySet().stream().map(name -> "3/" + name).toList());
        files.forEach((name, content) -> assertThat(read.get("3/" + name)).isEqualTo(content));
    }

    @Test
    void withoutFilesThereIsNoPack() throws IOException {
        assertThat(packer.finish()).isEmpty();
        packer.close();
        assertThat(here.resolve("shipment")).isEmptyDirectory();
    }

    @Test
    void whatIsNoFileIsNotPackedAndSaysWhy() throws IOException {
        Files.createSymbolicLink(media.resolve("link"), here);
        Files.createDirectory(media.resolve("folder"));

        assertThat(packer.pack(folder, "gone")).isEqualTo(MediaPacker.Packed.without(MissingCause.ABSENT));
        assertThat(packer.pack(folder, "link")).isEqualTo(MediaPacker.Packed.without(MissingCause.LINK));
        assertThat(packer.pack(folder, "link/shipment")).isEqualTo(MediaPacker.Packed.without(MissingCause.LINK));
        assertThat(packer.pack(folder, "folder").trouble()).isPresent();
        assertThat(packer.finish()).isEmpty();
    }

    @Test
    void aFileHasTheSameStampOnlyAsLongAsItIsTheSame() throws Exception {
        write("a", new byte[] {1});
        FileStamp stamp = FileStamp.of(media.resolve("a"));
        assertThat(FileStamp.of(media.resolve("a"))).isEqualTo(stamp);
        assertThat(stamp.bytes()).isEqualTo(1);

        Files.move(media.resolve("a"), media.resolve("old"));
        write("a", new byte[] {1});

        assertThat(FileStamp.of(media.resolve("a"))).isNotEqualTo(stamp);
        assertThatThrownBy(() -> FileStamp.of(media.resolve("gone"))).isInstanceOf(IOException.class);
        assertThat(MediaPacker.sha256(media.resolve("a"))).isEqualTo(sha256(new byte[] {1}));
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                TarConstants.LF_LINK,
                TarConstants.LF_SYMLINK,
                TarConstants.LF_CHR,
                TarConstants.LF_BLK,
                TarConstants.LF_DIR,
                TarConstants.LF_FIFO
            })
    void aPackHoldsPlainFilesOnly(byte type) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry("0/x", type);
        byte[] pack = tar(entry);

        assertThatThrownBy(() -> read(pack))
                .isInstanceOf(UnfitMediaException.class)
                .hasMessageMatching("'0/x/?' in a pack is not a plain file");
    }

    @Test
    void aPackThatIsCutIsNotRead() throws Exception {
        TarArchiveEntry entry = new TarArchiveEntry("0/x");
        entry.setSize(5000);
        byte[] pack = tar(entry, new byte[5000]);

        assertThat(read(pack)).containsOnlyKeys("0/x");
        assertThat(read(Arrays.copyOf(pack, 100)))
                .as("the pack's hash is what tells this")
                .isEmpty();
        assertThatThrownBy(() -> read(Arrays.copyOf(pack, 2000)))
                .isInstanceOf(PackReader.BrokenPackException.class)
                .hasMessageStartingWith("a pack is not readable: ");
    }

    @Test
    void aFileThatNobodyReadsIsSkipped() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            for (String name : List.of("0/a", "0/b")) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(200_000);
                tar.putArchiveEntry(entry);
                tar.write(new byte[200_000]);
                tar.closeArchiveEntry();
            }
        }
        try (PackReader reader = new PackReader(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(reader.next()).isNotNull();
            assertThat(Objects.requireNonNull(reader.next()).getName()).isEqualTo("0/b");
            assertThat(reader.content().readAllBytes()).hasSize(200_000);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void aHeaderThatWouldFillTheMemoryIsRefused() throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry("0/x");
        entry.addPaxHeader("DBFERRY.big", "x".repeat(100_000));
        byte[] pack = tar(entry);

        assertThatThrownBy(() -> read(pack))
                .isInstanceOf(UnfitMediaException.class)
                .hasMessageContaining("a header is longer than 65536 bytes");
    }

    @Test
    void anIndexGivesItsFilesOneByOne() throws IOException {
        List<MediaFile> files = List.of(
                new MediaFile(0, "a.jpeg", 1, "00".repeat(32), "media-0001.tar"),
                new MediaFile(1, "b.jpeg", 0, "11".repeat(32), null));
        byte[] index = Zstd.compress(Json.write(files));

        try (Stream<MediaFile> read = MediaIndex.read(new ByteArrayInputStream(index), index.length)) {
            assertThat(read).containsExactlyElementsOf(files);
        }
    }

    @Test
    void aPartialHasItsListInTheManifestAndACompleteInAFile() throws IOException {
        MediaFile file = new MediaFile(0, "a.jpeg", 1, "00".repeat(32), "media-0001.tar");
        Path shipment = here.resolve("shipment");

        assertThat(MediaIndex.carried(shipment, manifest(Kind.PARTIAL, file))).containsExactly(file);
        assertThat(MediaIndex.carried(shipment, manifest(Kind.COMPLETE, file))).isEmpty();
        Files.write(shipment.resolve("media-index.json.zst"), Zstd.compress(Json.write(List.of(file))));
        try (Stream<MediaFile> carried = MediaIndex.carried(shipment, manifest(Kind.COMPLETE))) {
            assertThat(carried).containsExactly(file);
        }
    }

    private static Manifest manifest(Kind kind, MediaFile... files) {
        return new Manifest(
                Manifest.FORMAT,
                "city",
                "id",
                new Sequence(1),
                kind,
                null,
                new Position("1:1:", "0/1", Instant.EPOCH, "7", 1),
                List.of(),
                List.of(),
                new MediaEntry(files.length, 0, 0, null, List.of(files), null),
                List.of(),
                "",
                List.of(),
                null,
                null);
    }

    @Test
    void anIndexThatIsNoneFailsAsItIsRead() throws IOException {
        byte[] cut = Zstd.compress("[{\"folder\": 0, \"name\": ".getBytes(StandardCharsets.UTF_8));

        try (Stream<MediaFile> read = MediaIndex.read(new ByteArrayInputStream(cut), cut.length)) {
            assertThatThrownBy(read::toList).isInstanceOfAny(UncheckedIOException.class, RuntimeException.class);
        }
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = media.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static byte[] tar(TarArchiveEntry entry, byte... content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static Map<String, byte[]> read(byte[] pack) throws IOException, UnfitMediaException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (PackReader reader = new PackReader(new ByteArrayInputStream(pack))) {
            for (TarArchiveEntry entry = reader.next(); entry != null; entry = reader.next()) {
                files.put(entry.getName(), reader.content().readAllBytes());
            }
        }
        return files;
    }

    private static String sha256(byte[] bytes) {
        return Hashing.sha256(bytes);
    }
}
