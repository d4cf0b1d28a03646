package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.progress.Progress;
import io.dbferry.receiver.media.MediaInstaller;
import io.dbferry.sender.media.HeldBackFiles;
import io.dbferry.sender.media.MediaCapture;
import io.dbferry.sender.media.ShippedMediaJournal;
import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.format.manifest.MissingFile;
import io.dbferry.stream.media.MediaFolder;
import io.dbferry.stream.media.MediaIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in a media folder and cannot be carried is named; the rest travels, byte for byte. */
class UnreadableMediaTest {
    @TempDir
    private Path folder;

    private Path media;
    private Path shipment;

    @BeforeEach
    void folders() throws IOException {
        media = Files.createDirectories(folder.resolve("media"));
        shipment = Files.createDirectories(folder.resolve("shipment"));
    }

    private MediaFolder mediaFolder() {
        return new MediaFolder(0, media, "*.jpeg");
    }

    private MediaCapture.Captured capture() throws IOException {
        return new MediaCapture(List.of(mediaFolder()), Progress.SILENT)
                .all(shipment, ShippedMediaJournal.none(), List.of(), HeldBackFiles.NONE);
    }

    private List<MediaFile> listed() throws IOException {
        Path index = shipment.resolve("media-index.json.zst");
        try (Stream<MediaFile> files = MediaIndex.read(Files.newInputStream(index), Files.size(index))) {
            return files.toList();
        }
    }

    @Test
    void linksPipesAndNamesThatAreNotUtf8AreNamedAndTheRestTravels() throws Exception {
        Files.writeString(media.resolve("a.jpeg"), "a");
        Files.createSymbolicLink(media.resolve("dangling.jpeg"), Path.of("nowhere"));
        Files.createSymbolicLink(media.resolve("link.jpeg"), media.resolve("a.jpeg"));
        Files.createSymbolicLink(media.resolve("folder"), Files.createDirectories(folder.resolve("elsewhere")));
        Files.createSymbolicLink(media.resolve("other.txt"), Path.of("nowhere"));
        run("mkfifo '" + media + "/pipe.jpeg'; printf x > '" + media + "/'$(printf 'b\\344d.jpeg')");

        MediaCapture.Captured captured = capture();

        assertThat(listed()).extracting(MediaFile::name).containsExactly("a.jpeg");
        assertThat(captured.entry().missingOrNone())
                .containsExactlyInAnyOrder(
                        new MissingFile(0, "dangling.jpeg", null, MissingCause.LINK),
                        new MissingFile(0, "link.jpeg", null, MissingCause.LINK),
                        new MissingFile(0, "folder", null, MissingCause.LINK),
                        new MissingFile(0, "pipe.jpeg", null, MissingCause.SPECIAL),
                        new MissingFile(0, "b\ufffdd.jpeg", null, MissingCause.NAME));
        assertThat(captured.entry().missingOrNone())
                .extracting(MissingFile::describe)
                .contains(
                        "media file 'b\ufffdd.jpeg' has a name that is not UTF-8; it will be shipped when it is renamed");
    }

    @Test
    void anyNameThatIsUtf8TravelsByteForByte() throws Exception {
        List<String> names = List.of(
                "line\nend.jpeg",
                "tab\tand\u0001control.jpeg",
                "caf\u00e9.jpeg",
                "cafe\u0301.jpeg",
                "\ud83d\ude8c.jpeg",
                "\ufffd.jpeg",
                " -rf 'quo\"te' \\ back:slash*?.jpeg",
                "x".repeat(250) + ".jpeg",
                ".jpeg",
                "deep/" + "y".repeat(200) + "/" + "\u4e2d".repeat(80) + "/z.jpeg");
        for (String name : names) {
            Path file = media.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "content of " + name);
        }

        MediaCapture.Captured captured = capture();

        assertThat(captured.entry().missingOrNone()).isEmpty();
        Path copy = Files.createDirectories(folder.resolve("copy"));
        List<MediaFile> files = listed();
        assertThat(files).extracting(MediaFile::name).containsExactlyInAnyOrderElementsOf(names);
        try (InputStream pack = Files.newInputStream(
                shipment.resolve(captured.entry().packsOrNone().get(0)))) {
            new MediaInstaller(List.of(copy)).install(pack, files);
        }
        run("cd '" + media
                + "' && find . -type f -print0 | sort -z > ../one; cd ../copy && find . -type f -print0 | sort -z"
                + " > ../two; cmp ../one ../two && diff -r ../media ../copy");
        assertThat(names).allSatisfy(name -> assertThat(copy.resolve(name)).hasContent("content of " + name));
    }

    @Test
    void aFileThatChangesWhileItIsReadIsCarriedAndLookedForAgain() throws Exception {
        Path file = Files.write(media.resolve("grows.jpeg"), new byte[64 << 20]);
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 200; i++) {
                try {
                    Files.write(file, new byte[1], java.nio.file.StandardOpenOption.APPEND);
                    Thread.sleep(5);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        writer.start();
        MediaCapture.Captured captured = capture();
        writer.join();

        assertThat(captured.entry().missingOrNone())
                .containsExactly(new MissingFile(0, "grows.jpeg", null, MissingCause.CHANGED));
        assertThat(listed()).extracting(MediaFile::name).containsExactly("grows.jpeg");
    }

    private static void run(String script) throws Exception {
        Process process =
                new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
    }
}
