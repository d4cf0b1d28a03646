package io.dbferry.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import org.junit.jupiter.api.Test;

/** What stores promise that compare before they write and have no folders. */
public interface ObjectsContract {
    Store store();

    void write(String file, String text) throws IOException;

    String text(String file) throws IOException;

    private ConditionalWrites writes() {
        return store().conditionalWrites().orElseThrow();
    }

    @Test
    default void creationRefusesAnotherAndIsSafeToRepeat() throws IOException {
        writes().create("a/b", Content.of(new byte[] {'1'}));
        writes().create("a/b", Content.of(new byte[] {'1'}));

        assertThatThrownBy(() -> writes().create("a/b", Content.of(new byte[] {'2'})))
                .isExactlyInstanceOf(FileAlreadyExistsException.class)
                .hasMessage("a/b");
        assertThat(text("a/b")).isEqualTo("1");
        store().delete("a/b");
        writes().create("a/b", Content.of(new byte[] {'2'}));
        assertThat(text("a/b")).isEqualTo("2");
    }

    @Test
    default void replacementPutsAFileWhereOneIsOrIsNot() throws IOException {
        writes().replace("a/b", Content.of(new byte[] {'1'}));
        writes().replace("a/b", Content.of(new byte[] {'2'}));
        assertThat(text("a/b")).isEqualTo("2");
        write("a/b", "3");
        writes().replace("a/b", Content.of(new byte[] {'4'}));
        assertThat(text("a/b")).isEqualTo("4");
    }

    @Test
    default void flatListingHasFoldersWithTheFileItself() throws IOException {
        write("complete/1/manifest.json", "x");
        write("complete/2/other", "x");
        write("complete/3/below/manifest.json", "x");
        for (int file = 0; file < 40; file++) {
            write("complete/4/" + (char) ('a' + file % 26) + file, "x");
        }
        write("complete/4/manifest.json", "x");
        write("complete/4-/manifest.json", "x");
        write("complete/40/manifest.json", "x");
        write("partial/4/manifest.json", "x");

        assertThat(store().flatListing().orElseThrow().foldersWith("complete", "manifest.json"))
                .containsExactlyInAnyOrder("1", "4", "4-", "40");
    }
}
