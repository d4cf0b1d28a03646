package io.dbferry.stream.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.manifest.MissingFile;
import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaFolderTest {
    @TempDir
    private Path folder;

    @Test
    void filesAndFoldersThatGoWhileTheyAreListedAreLeftOut() throws Exception {
        List<String> all = List.of("a/1.jpeg", "b/2.jpeg", "b/deep/3.jpeg", "4.jpeg", "5.jpeg");
        for (String name : all) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), name);
        }
        try (Stream<String> listed = new MediaFolder(0, folder, "*.jpeg").names()) {
            Iterator<String> names = listed.iterator();
            assertThat(all).contains(names.next());
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder())
                        .filter(path -> !path.equals(folder))
                        .toList()) {
                    Files.delete(path);
                }
            }

            assertThat(names).isExhausted();
        }
    }

    @Test
    void aPatternWithoutASlashIsOfTheFilesOwnName() throws Exception {
        for (String name : List.of("1.jpeg", "a/2.jpeg", "a/b/3.jpeg", "a/4.png")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.createFile(folder.resolve(name));
        }

        assertThat(names("*.jpeg")).containsExactlyInAnyOrder("1.jpeg", "a/2.jpeg", "a/b/3.jpeg");
        assertThat(names("a/*.jpeg")).containsExactly("a/2.jpeg");
        assertThat(names("a/**")).containsExactlyInAnyOrder("a/2.jpeg", "a/b/3.jpeg", "a/4.png");
        assertThat(names("*.{png,gif}")).containsExactly("a/4.png");
    }

    @Test
    void whatStandsInAFilesPlaceSaysWhy() throws Exception {
        Files.createDirectory(folder.resolve("there.jpeg"));
        Files.createFile(folder.resolve("file.jpeg"));
        Files.createSymbolicLink(folder.resolve("link.jpeg"), folder.resolve("file.jpeg"));
        Files.createSymbolicLink(folder.resolve("away"), folder);
        MediaFolder media = new MediaFolder(2, folder, "*.jpeg");

        assertThat(media.trouble("file.jpeg")).isEmpty();
        assertThat(media.hasFile("file.jpeg")).isTrue();
        assertThat(media.trouble("link.jpeg")).contains(MissingCause.LINK);
        assertThat(media.trouble("away/file.jpeg")).contains(MissingCause.LINK);
        assertThat(media.trouble("there.jpeg")).contains(MissingCause.ABSENT);
        assertThat(media.trouble("gone.jpeg")).contains(MissingCause.ABSENT);
        assertThat(media.trouble("../x")).contains(MissingCause.ABSENT);
        assertThat(media.hasFile("gone.jpeg")).isFalse();
        try (Stream<MediaFolder.Listed> listed = media.listed()) {
            assertThat(listed)
                    .containsExactlyInAnyOrder(
                            new MediaFolder.Listed("file.jpeg", Optional.empty()),
                            new MediaFolder.Listed("link.jpeg", Optional.of(MissingCause.LINK)),
                            new MediaFolder.Listed("away", Optional.of(MissingCause.LINK)));
        }
        assertThat(new MediaFolder.Listed("x", Optional.of(MissingCause.LINK)).missing(media))
                .isEqualTo(new MissingFile(2, "x", null, MissingCause.LINK));
        assertThat(new MediaFolder.Listed("x", Optional.empty()).missing(media).cause())
                .isEqualTo(MissingCause.ABSENT);
    }

    @Test
    void aPipeInAFilesPlaceIsNotWaitedFor() throws Exception {
        ChildProcess.run(
                        RequiredProgram.find("mkfifo"),
                        folder.resolve("pipe.jpeg").toString())
                .succeeded();
        MediaFolder media = new MediaFolder(0, folder, "*.jpeg");

        assertThat(media.trouble("pipe.jpeg")).contains(MissingCause.SPECIAL);
        assertThat(media.trouble("pipe.jpeg/below")).contains(MissingCause.ABSENT);
        try (Stream<MediaFolder.Listed> listed = media.listed()) {
            assertThat(listed).containsExactly(new MediaFolder.Listed("pipe.jpeg", Optional.of(MissingCause.SPECIAL)));
        }
        assertThat(new MissingFile(0, "pipe.jpeg", "city.photo 7", MissingCause.SPECIAL).describe())
                .isEqualTo("media file 'pipe.jpeg' named by city.photo 7 " + MissingCause.SPECIAL.text());
        assertThat(new MissingFile(0, "pipe.jpeg", null, MissingCause.LINK).describe())
                .isEqualTo("media file 'pipe.jpeg' " + MissingCause.LINK.text());
    }

    @Test
    void aNameLeadsNowhereButBelowTheFolder() {
        MediaFolder media = new MediaFolder(0, folder, "*.jpeg");

        for (String name : List.of("", "/etc/passwd", "..", "../x", "a/../../x", "a/./b", ".", "a\0b")) {
            assertThat(media.path(name)).as(name).isEmpty();
            assertThat(media.meant(name)).as(name).isEmpty();
        }
        assertThat(media.path("a/b.jpeg")).contains(folder.resolve("a/b.jpeg"));
        assertThat(media.path("..a/b...jpeg")).contains(folder.resolve("..a/b...jpeg"));
        assertThat(media.meant("a/b.jpeg")).contains("a/b.jpeg");
        assertThat(media.meant("no image")).isEmpty();
    }

    @Test
    void aNameMayTakeAWayAround() {
        MediaFolder media = new MediaFolder(0, folder, "*.jpeg");

        for (String name : List.of("a/b.jpeg", "./a/b.jpeg", "a//b.jpeg", "a/./b.jpeg", ".//./a/././/b.jpeg")) {
            assertThat(media.meant(name)).as(name).contains("a/b.jpeg");
        }
        assertThat(media.meant("a./b...jpeg")).contains("a./b...jpeg");
        assertThat(media.meant(".a/.b.jpeg")).contains(".a/.b.jpeg");
        for (String name : List.of("/./etc/x.jpeg", ".//../x.jpeg", "./..//x.jpeg", "a/./../x.jpeg", ".//", "./")) {
            assertThat(media.meant(name)).as(name).isEmpty();
        }
    }

    @Test
    void aFolderThatIsNotThereIsTold() {
        MediaFolder media = new MediaFolder(0, folder.resolve("gone"), "*");

        assertThat(media.exists()).isFalse();
        assertThat(new MediaFolder(0, folder, "*").exists()).isTrue();
        assertThatThrownBy(media::names).isInstanceOf(NoSuchFileException.class);
    }

    private List<String> names(String pattern) throws IOException {
        try (Stream<String> names = new MediaFolder(0, folder, pattern).names()) {
            return names.toList();
        }
    }
}
