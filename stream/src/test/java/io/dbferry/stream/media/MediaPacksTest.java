package io.dbferry.stream.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaEntry;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.text.Hashing;
import io.dbferry.text.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files into packs and out of them again, and what a pack may not have. */
class MediaPacksTest {
    @TempDir
    Path here;

    private Path media;
    private Path shipment;

    @BeforeEach
    void folders() throws IOException {
        media = Files.createDirectory(here.resolve("media"));
        shipment = Files.createDirectory(here.resolve("shipment"));
    }

    @Test
    void filesComeOutAsTheyWentIn() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("1.jpeg", "one".getBytes(UTF_8));
        files.put("empty", new byte[0]);
        files.put("a/ñ €.jpeg", new byte[100_000]);
        files.put("a/" + "long".repeat(60), new byte[] {1, 2, 3});
        List<MediaFile> packed = new ArrayList<>();
        List<FileEntry> packs;
        try (MediaPacker packer = packer()) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                write(file.getKey(), file.getValue());
                MediaPacker.Packed result = packer.pack(folder(), file.getKey());
                assertThat(result.trouble()).isEmpty();
                packed.add(result.file().orElseThrow());
            }
            packs = packer.finish();
        }

        assertThat(packs).hasSize(1);
        Path pack = shipment.resolve(packs.get(0).name());
        assertThat(packs.get(0)).isEqualTo(new FileEntry("media-0001.tar", Files.size(pack), MediaPacker.sha256(pack)));
        assertThat(packed)
                .extracting(MediaFile::sha256)
                .containsExactlyElementsOf(
                        files.values().stream().map(Hashing::sha256).toList());
        assertThat(read(Files.newInputStream(pack)))
                .usingRecursiveComparison()
                .isEqualTo(files.entrySet().stream()
                        .collect(
                                LinkedHashMap::new, (map, f) -> map.put("3/" + f.getKey(), f.getValue()), Map::putAll));
    }

    @Test
    void withoutFilesThereIsNoPack() throws IOException {
        try (MediaPacker packer = packer()) {
            assertThat(packer.finish()).isEmpty();
        }
        assertThat(shipment).isEmptyDirectory();
    }

    @Test
    void whatCannotBeReadIsNotInThePackAndSaysWhy() throws IOException {
        write("there", new byte[] {1});
        Files.createSymbolicLink(media.resolve("link"), media.resolve("there"));
        Files.createDirectory(media.resolve("folder"));
        try (MediaPacker packer = packer()) {
            assertThat(packer.pack(folder(), "gone")).isEqualTo(MediaPacker.Packed.without(MissingCause.ABSENT));
            assertThat(packer.pack(folder(), "link")).isEqualTo(MediaPacker.Packed.without(MissingCause.LINK));
            MediaPacker.Packed folder = packer.pack(folder(), "folder");
            assertThat(folder.file()).isEmpty();
            assertThat(folder.trouble()).isPresent();
        }
    }

    @Test
    void aSmallFileThatIsWrittenOverIsReadAgainAndNeverMissing() throws Exception {
        Path file = media.resolve("a.jpeg");
        byte[] large = new byte[20_000];
        Files.write(file, large);
        AtomicBoolean over = new AtomicBoolean();
        Thread application = new Thread(() -> {
            while (!over.get()) {
                try {
                    Files.write(file, new byte[] {1});
                    Files.write(file, large);
                    Thread.sleep(15);
                } catch (IOException | InterruptedException e) {
                    return;
                }
            }
        });
        application.start();
        try (MediaPacker packer = packer()) {
            for (int i = 0; i < 1500; i++) {
                assertThat(packer.pack(folder(), "a.jpeg").file()).isPresent();
            }
        } finally {
            over.set(true);
            application.join();
        }
    }

    @Test
    void aLargeFileIsPackedPieceByPiece() throws Exception {
        byte[] large = new byte[3_000_000];
        Arrays.fill(large, 1_000_000, 2_000_000, (byte) 7);
        write("large", large);
        try (MediaPacker packer = packer()) {
            MediaPacker.Packed packed = packer.pack(folder(), "large");

            assertThat(packed.trouble()).isEmpty();
            assertThat(packed.file())
                    .contains(new MediaFile(3, "large", large.length, Hashing.sha256(large), "media-0001.tar"));
        }
        assertThat(MediaPacker.sha256(media.resolve("large"))).isEqualTo(Hashing.sha256(large));
        assertThat(read(Files.newInputStream(shipment.resolve("media-0001.tar")))
                        .get("3/large"))
                .as("closing ends the pack")
                .isEqualTo(large);
    }

    @Test
    void aRequestedFileIsNamedByHalfAHash() {
        assertThat(RequestedMedia.hash(0, "a/b.jpeg"))
                .isEqualTo(Hashing.sha256("0/a/b.jpeg".getBytes(UTF_8)).substring(0, 32));
        assertThat(RequestedMedia.hash(1, "a/b.jpeg")).isNotEqualTo(RequestedMedia.hash(0, "a/b.jpeg"));
    }

    @Test
    void aFileIsKnownToHaveChangedByItsStamp() throws Exception {
        write("a", new byte[] {1, 2});
        FileStamp before = FileStamp.of(media.resolve("a"));
        assertThat(FileStamp.of(media.resolve("a"))).isEqualTo(before);

        write("b", new byte[] {1, 2});
        assertThat(FileStamp.of(media.resolve("b"))).as("another file").isNotEqualTo(before);
        Files.write(media.resolve("a"), new byte[] {1, 2, 3});
        assertThat(FileStamp.of(media.resolve("a")).bytes()).isEqualTo(3);
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
    void aPackHoldsPlainFilesAndNothingElse(byte type) throws IOException {
        byte[] pack = tar(new TarArchiveEntry("0/x", type), new byte[0]);

        assertThatThrownBy(() -> read(new ByteArrayInputStream(pack)))
                .isInstanceOf(UnfitMediaException.class)
                .hasMessageContaining("in a pack is not a plain file");
    }

    @Test
    void headersThatWouldFillTheMemoryAreRefused() throws IOException {
        TarArchiveEntry longName = new TarArchiveEntry(TarConstants.GNU_LONGLINK, TarConstants.LF_GNUTYPE_LONGNAME);
        longName.setSize(100_000);
        byte[] pack = tar(longName, "x".repeat(100_000).getBytes(UTF_8));

        assertThatThrownBy(() -> read(new ByteArrayInputStream(pack)))
                .isInstanceOf(UnfitMediaException.class)
                .hasMessage("a pack is not readable: a header is longer than 65536 bytes");
    }

    @Test
    void contentThatIsNotReadIsPassedOver() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String name : List.of("0/a", "0/b")) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(200_000);
                tar.putArchiveEntry(entry);
                tar.write(new byte[200_000]);
                tar.closeArchiveEntry();
            }
        }
        try (PackReader reader = new PackReader(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(reader.next()).extracting(TarArchiveEntry::getName).isEqualTo("0/a");
            assertThat(reader.content().read()).isZero();
            assertThat(reader.next()).extracting(TarArchiveEntry::getName).isEqualTo("0/b");
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void aPackThatEndsWithinAFileIsRefused() throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry("0/a");
        entry.setSize(2000);
        byte[] pack = Arrays.copyOf(tar(entry, new byte[2000]), 1000);

        assertThatThrownBy(() -> read(new ByteArrayInputStream(pack)))
                .isInstanceOf(PackReader.BrokenPackException.class)
                .hasMessageStartingWith("a pack is not readable: ");
        assertThatThrownBy(() -> {
                    try (PackReader reader = new PackReader(new ByteArrayInputStream(pack))) {
                        reader.next();
                        reader.next();
                    }
                })
                .isInstanceOf(UnfitMediaException.class)
                .hasMessageStartingWith("a pack is not readable: ");
        byte[] noTar = new byte[600];
        Arrays.fill(noTar, (byte) 'x');
        assertThatThrownBy(() -> read(new ByteArrayInputStream(noTar)))
                .isInstanceOf(UnfitMediaException.class)
                .hasMessageStartingWith("a pack is not readable: ");
    }

    @Test
    void theFilesOfACompleteAreInAFileOfTheirOwn() throws IOException {
        MediaFile file = new MediaFile(0, "a.jpeg", 5, "0".repeat(64), "media-0001.tar");
        assertThat(carried(Kind.COMPLETE, null)).isEmpty();
        assertThat(carried(Kind.PARTIAL, List.of(file))).containsExactly(file);

        Files.write(shipment.resolve(ShipmentLayout.MEDIA_INDEX), Zstd.compress(Json.write(List.of(file, file))));
        assertThat(carried(Kind.COMPLETE, null)).containsExactly(file, file);
    }

    private List<MediaFile> carried(Kind kind, @Nullable List<MediaFile> files) throws IOException {
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                "city",
                "id-1",
                new Sequence(1),
                kind,
                null,
                new Position("1:1:", "0/1", Instant.EPOCH, "7", 1),
                List.of(),
                List.of(),
                null,
                new MediaEntry(0, 0, 0, null, files, null),
                List.of(),
                "",
                List.of(),
                null,
                List.of(),
                null);
        try (Stream<MediaFile> carried = MediaIndex.carried(shipment, manifest)) {
            return carried.toList();
        }
    }

    private MediaPacker packer() {
        return new MediaPacker(shipment, Progress.SILENT.begin("media", 0, Unit.FILES));
    }

    private MediaFolder folder() {
        return new MediaFolder(3, media, "**");
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = media.resolve(name);
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
        Files.write(file, content);
    }

    private static byte[] tar(TarArchiveEntry entry, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static Map<String, byte[]> read(InputStream pack) throws IOException, UnfitMediaException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (PackReader reader = new PackReader(pack)) {
            for (TarArchiveEntry entry = reader.next(); entry != null; entry = reader.next()) {
                files.put(entry.getName(), reader.content().readAllBytes());
            }
        }
        return files;
    }
}
