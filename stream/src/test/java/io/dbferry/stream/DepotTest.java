package io.dbferry.stream;

import io.dbferry.stream.store.MemoryObjects;
import io.dbferry.stream.store.MemoryStore;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.WithoutRename;
import io.dbferry.stream.store.folder.FolderStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The depot on stores that need no server. */
final class DepotTest {
    @Nested
    class InMemory extends DepotContract {
        @Override
        public Store open() {
            return new MemoryStore();
        }
    }

    @Nested
    class InMemoryWithoutRename extends DepotContract {
        @Override
        public Store open() {
            return new WithoutRename(new MemoryStore());
        }
    }

    @Nested
    class InObjects extends DepotContract {
        @Override
        public Store open() {
            return new MemoryObjects();
        }
    }

    @Nested
    class InAFolder extends DepotContract {
        @TempDir
        Path folder;

        @Override
        public Store open() throws IOException {
            return FolderStore.open(folder);
        }
    }

    @Nested
    class InAFolderWithoutRename extends DepotContract {
        @TempDir
        Path folder;

        @Override
        public Store open() throws IOException {
            return new WithoutRename(FolderStore.open(folder));
        }
    }
}
