package io.dbferry.stream.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.store.DepotException.Problem;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The tests' own store keeps the contract, and its faults leave what a real store would. */
final class MemoryStoreTest extends StoreContract implements FoldersContract, AppendingContract, RenamingContract {
    private final MemoryStore memory = new MemoryStore();

    @Override
    public boolean replaces() {
        return true;
    }

    @Override
    public Store open() {
        return memory;
    }

    @Test
    void cutLeavesAShortFileAndARepeatSucceeds() throws IOException {
        memory.cutAfter(3);

        assertProblem(
                () -> write("a", "12345"),
                Problem.UNREACHABLE,
                "cannot write 'a' to depot '%s': the connection broke",
                "Run the same command again when the server can be reached.");

        assertThat(text("a")).isEqualTo("123");
        write("a", "12345");
        assertThat(text("a")).isEqualTo("12345");
    }

    @Test
    void cutCountsTheBytesOfSeveralFiles() throws IOException {
        memory.fullAfter(5);
        write("a", "123");

        assertProblem(
                () -> write("b", "456"),
                Problem.FULL,
                "cannot write 'b' to depot '%s': no space left",
                "Free space there, or keep applied shipments for less long.");

        assertThat(text("b")).isEqualTo("45");
    }

    @Test
    void renameFailsAsOftenAsAsked() throws IOException {
        write("a", "x");
        memory.failRenames(1);

        assertProblem(
                () -> store.renaming().orElseThrow().rename("a", "b"),
                Problem.UNREACHABLE,
                "cannot rename 'a' to 'b' in depot '%s': the connection broke",
                "Run it again.");

        store.renaming().orElseThrow().rename("a", "b");
        assertThat(text("b")).isEqualTo("x");
    }

    @Nested
    class Renameless extends StoreContract implements FoldersContract {
        @Override
        public Store open() {
            return new WithoutRename(new MemoryStore());
        }
    }

    @Nested
    class Objects extends StoreContract implements ObjectsContract {
        @Override
        public Store open() {
            return new MemoryObjects();
        }
    }
}
