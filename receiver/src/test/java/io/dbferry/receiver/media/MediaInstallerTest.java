package io.dbferry.receiver.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.stream.format.Manifest.MediaFile;
import io.dbferry.stream.media.MediaFolder;
import io.dbferry.stream.media.MediaPacker;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaInstallerTest {
    @TempDir
    private Path folder;

    @Test
    void fileThatAKilledRunLeftHalfWrittenIsGoneOnceTheNextRunHasInstalledIt() throws Exception {
        MediaFolder senders = new MediaFolder(0, Files.createDirectories(folder.resolve("sender")), "*");
        Files.writeString(senders.folder().resolve("7_ab.jpeg"), "a picture");
        MediaFile file;
        try (MediaPacker packer = new MediaPacker(folder, Progress.SILENT.begin("media", 1, Unit.FILES))) {
            file = packer.pack(senders, "7_ab.jpeg").file().orElseThrow();
            packer.finish();
        }
        Path receivers = Files.createDirectories(folder.resolve("receiver"));
        Files.writeString(
                MediaInstaller.temporary(receivers.resolve("7_ab.jpeg")), "longer than the picture, and half");

        try (InputStream pack = Files.newInputStream(folder.resolve("media-0001.tar"))) {
            new MediaInstaller(List.of(receivers)).install(pack, List.of(file));
        }

        assertThat(receivers)
                .isDirectoryContaining(f -> f.getFileName().toString().equals("7_ab.jpeg"))
                .satisfies(f -> assertThat(f.toFile().list()).hasSize(1));
        assertThat(receivers.resolve("7_ab.jpeg")).hasContent("a picture");
    }
}
