package io.dbferry.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
    @TempDir
    private Path folder;

    @Test
    void deletesAllInItAndFollowsNoLink() throws IOException {
        Path kept = Files.createFile(
                Files.createDirectories(folder.resolve("others")).resolve("kept"));
        Path tree = Files.createDirectories(folder.resolve("work/fetched"));
        Files.createFile(Files.createDirectories(tree.resolve("a/b/c")).resolve("file"));
        Files.createSymbolicLink(tree.resolve("link"), kept.getParent());
        Files.createSymbolicLink(tree.resolve("dangling"), Path.of("/nowhere"));

        FolderTree.delete(tree);
        FolderTree.delete(tree);

        assertThat(tree).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void deletesALinkAndNotItsFolder() throws IOException {
        Path kept = Files.createFile(
                Files.createDirectories(folder.resolve("others")).resolve("kept"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), kept.getParent());

        FolderTree.delete(link);

        assertThat(link).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void refusesAFolderWithAMountBeforeItDeletes() {
        assertThatThrownBy(() -> FolderTree.delete(Path.of("/dev")))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("/dev: '/dev(/.*)?' is mounted there");
    }

    @Test
    void readsTheKernelsListOfMounts() {
        MountPoints mounts = MountPoints.parse("36 35 98:0 /mnt1 /srv/my\\040media rw,noatime - ext3 /dev/root rw\n"
                + "37 35 0:3 / /proc rw - proc proc rw\n");

        assertThat(mounts.below(Path.of("/srv"))).contains(Path.of("/srv/my media"));
        assertThat(mounts.below(Path.of("/srv/my media"))).isPresent();
        assertThat(mounts.below(Path.of("/srv/my"))).isEmpty();
        assertThat(mounts.below(Path.of("/proc/self"))).isEmpty();
    }
}
