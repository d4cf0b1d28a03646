package io.dbferry.stream.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.StorePath;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who is faster than our looks puts a link to elsewhere in a folder's place. */
class OpenFolderTest {
    @TempDir
    private Path root;

    private Path elsewhere;

    @BeforeEach
    void folders() throws Exception {
        elsewhere = Files.createDirectories(root.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("file"), "safe");
        Files.createDirectories(root.resolve("depot/folder"));
        Files.writeString(root.resolve("depot/folder/file"), "ours");
    }

    @Test
    void whatIsDoneInAHeldFolderIsDoneThereWhateverItsPathBecomes() throws Exception {
        try (OpenFolder held = OpenFolder.of(root.resolve("depot"), StorePath.of("folder"))) {
            Files.move(root.resolve("depot/folder"), root.resolve("depot/moved"));
            Files.createSymbolicLink(root.resolve("depot/folder"), elsewhere);

            try (FileChannel file = held.write("receipt", StandardOpenOption.TRUNCATE_EXISTING)) {
                file.write(ByteBuffer.wrap(new byte[] {'x'}));
            }
            held.move("receipt", held, "receipt.json");
            held.delete("file");
        }
        assertThat(elsewhere.resolve("file")).hasContent("safe");
        assertThat(elsewhere)
                .isDirectoryNotContaining(f -> f.getFileName().toString().startsWith("receipt"));
        assertThat(root.resolve("depot/moved")).isDirectoryContaining(f -> f.endsWith("receipt.json"));
        assertThat(root.resolve("depot/moved/file")).doesNotExist();
    }

    @Test
    void linksAreNotGoneThroughOnTheWayDown() throws Exception {
        Files.createSymbolicLink(root.resolve("depot/link"), elsewhere);
        for (String path : new String[] {"link", "folder/../link"}) {
            assertThatThrownBy(() -> OpenFolder.of(root.resolve("depot"), new StorePath(java.util.List.of(path))))
                    .isInstanceOf(FileSystemException.class);
        }
    }

    @Test
    void deletingAFolderDeletesLinksAndNotWhatTheyPointTo() throws Exception {
        Files.createSymbolicLink(root.resolve("depot/folder/link"), elsewhere);
        Files.createDirectories(root.resolve("depot/folder/a/b"));
        try (OpenFolder depot = OpenFolder.of(root.resolve("depot"), StorePath.of(""))) {
            depot.delete("folder");
        }
        assertThat(root.resolve("depot")).isEmptyDirectory();
        assertThat(elsewhere.resolve("file")).hasContent("safe");
    }

    @Test
    void foldersWithoutEndAreNotGoneDown() throws Exception {
        Files.createDirectories(root.resolve("depot/folder/" + "a/".repeat(100)));
        try (OpenFolder depot = OpenFolder.of(root.resolve("depot"), StorePath.of(""))) {
            assertThatThrownBy(() -> depot.delete("folder"))
                    .isInstanceOf(java.io.IOException.class)
                    .hasMessage("folders stand in it, one in the other, more than 50 deep");
        }
    }
}
