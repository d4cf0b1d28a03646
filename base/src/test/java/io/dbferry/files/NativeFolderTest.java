package io.dbferry.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Below a file nothing can be written or executed, as on a disk that is mounted noexec. */
class NativeFolderTest {
    private static final String ZSTD = "ZstdTempFolder";
    private static final String JUNIXSOCKET = "org.newsclub.net.unix.library.tmpdir";

    @TempDir
    private Path folder;

    private Path unfit;

    @BeforeEach
    void file() throws IOException {
        forget();
        unfit = Files.createFile(folder.resolve("file")).resolve("below");
    }

    @AfterEach
    void forget() {
        System.clearProperty(ZSTD);
        System.clearProperty(JUNIXSOCKET);
    }

    @Test
    void temporaryFolderIsTakenWhereFilesCanBeExecutedThere() {
        NativeFolder.choose(folder, unfit);

        assertThat(System.getProperty(ZSTD)).isNull();
    }

    @Test
    void workFolderIsTakenWhereTheyCannot() {
        NativeFolder.choose(unfit, folder);

        String ours = folder.resolve("native").toString();
        assertThat(System.getProperty(ZSTD)).isEqualTo(ours);
        assertThat(System.getProperty(JUNIXSOCKET)).isEqualTo(ours);
    }

    @Test
    void workFolderIsTakenWhereTheTemporaryOneIsFull() throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));

        NativeFolder.choose(temporary, folder, each -> each.equals(temporary) ? 3 << 20 : 4 << 20);

        assertThat(System.getProperty(ZSTD)).isEqualTo(folder.resolve("native").toString());
    }

    @Test
    void commandsThatNeedNoLibraryGoOnWhileAllIsFull() {
        NativeFolder.choose(folder, folder, each -> 0);

        assertThat(System.getProperty(ZSTD)).isNull();
    }

    @Test
    void withoutEitherBothAreNamed() {
        assertThatThrownBy(() -> NativeFolder.choose(unfit, unfit))
                .isInstanceOf(DbferryException.class)
                .hasMessage("cannot unpack native libraries: nothing can be written and executed in '" + unfit
                        + "', nor in '" + unfit.resolve("native") + "'");
    }
}
