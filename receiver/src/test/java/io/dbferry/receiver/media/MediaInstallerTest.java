package io.dbferry.receiver.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.media.MediaFolder;
import io.dbferry.stream.media.MediaPacker;
import io.dbferry.stream.media.UnfitMediaException;
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
        Path receivers = Files.createDirectories(folder.resolve("receiver"));
        Files.writeString(
                MediaInstaller.temporary(receivers.resolve("7_ab.jpeg")), "longer than the picture, and half");

        install("7_ab.jpeg", receivers);

        assertThat(receivers)
                .isDirectoryContaining(f -> f.getFileName().toString().equals("7_ab.jpeg"))
                .satisfies(f -> assertThat(f.toFile().list()).hasSize(1));
        assertThat(receivers.resolve("7_ab.jpeg")).hasContent("a picture");
    }

    @Test
    void folderThatIsAFileNowIsSetAsideWithAllInIt() throws Exception {
        Path receivers = Files.createDirectories(folder.resolve("receiver"));
        for (String before : List.of(".dbferry-replaced-x", ".dbferry-replaced-x-2")) {
            Files.createDirectories(receivers.resolve("x"));
            Files.writeString(receivers.resolve("x/own"), before);

            install("x", receivers);

            assertThat(receivers.resolve("x")).hasContent("a picture");
            assertThat(receivers.resolve(before).resolve("own")).hasContent(before);
            Files.delete(receivers.resolve("x"));
        }
    }

    @Test
    void fileThatIsAFolderNowIsSetAside() throws Exception {
        String name = "y".repeat(255);
        Path receivers = Files.createDirectories(folder.resolve("receiver"));
        Files.writeString(receivers.resolve(name), "an older picture");

        install(name + "/b/c", receivers);

        assertThat(receivers.resolve(name + "/b/c")).hasContent("a picture");
        assertThat(receivers.toFile().list()).hasSize(2).anySatisfy(other -> assertThat(other)
                .startsWith(".dbferry-replaced-"));
    }

    @Test
    void linkIsNeitherFollowedNorSetAside() throws Exception {
        Path receivers = Files.createDirectories(folder.resolve("receiver"));
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.createSymbolicLink(receivers.resolve("z"), outside);

        assertThatThrownBy(() -> install("z/b", receivers))
                .isInstanceOf(UnfitMediaException.class)
                .hasMessage("'" + receivers.resolve("z") + "' is not a folder");
        assertThat(outside).isEmptyDirectory();
        assertThat(receivers.toFile().list()).containsExactly("z");
    }

    private void install(String name, Path receivers) throws Exception {
        MediaFolder senders = new MediaFolder(0, folder.resolve("sender"), "*");
        Path sent = senders.folder().resolve(name);
        Files.createDirectories(sent.getParent());
        Files.writeString(sent, "a picture");
        MediaFile file;
        try (MediaPacker packer = new MediaPacker(folder, Progress.SILENT.begin("media", 1, Unit.FILES))) {
            file = packer.pack(senders, name).file().orElseThrow();
            packer.finish();
        }
        try (InputStream pack = Files.newInputStream(folder.resolve("media-0001.tar"))) {
            new MediaInstaller(List.of(receivers)).install(pack, List.of(file));
        }
        Files.delete(folder.resolve("media-0001.tar"));
    }
}
