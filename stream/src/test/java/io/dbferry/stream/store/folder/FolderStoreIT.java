package io.dbferry.stream.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.FoldersContract;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StoreContract;
import io.dbferry.stream.store.WithoutRename;
import io.dbferry.testing.SmallDisk;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder on a disk that is full, and one that is used without renames. */
final class FolderStoreIT {
    @TempDir
    Path here;

    @Test
    void fullDiskIsTold() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(here.resolve("disk"));
                Store small = FolderStore.open(disk.folder())) {
            assertThatThrownBy(() -> small.put("a.bin", Content.of(StoreContract.random(3_000_000))))
                    .isInstanceOfSatisfying(DepotException.class, e -> {
                        assertThat(e)
                                .hasMessage("cannot write 'a.bin' to depot '" + disk.folder() + "': no space left");
                        assertThat(e.problem()).isEqualTo(Problem.FULL);
                    });
        }
    }

    @Nested
    class Renameless extends StoreContract implements FoldersContract {
        @TempDir
        Path folder;

        @Override
        public Store open() throws DepotException {
            return new WithoutRename(FolderStore.open(folder));
        }
    }
}
