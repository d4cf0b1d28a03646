package io.dbferry.init.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepRunnerTest {
    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    private StepRunner runner() throws IOException {
        return new StepRunner(new Programs(), Journal.open(folder.resolve("state"), "side"), said::add, "init");
    }

    private Step touch(String name) {
        String path = folder.resolve(name).toString();
        return new Step(
                "make " + name,
                List.of(Check.succeeds("test", "-f", path)),
                List.of(ShellCommand.of("tee", path).reading("text\n")),
                List.of(ShellCommand.of("rm", path)),
                "Look at " + name);
    }

    @Test
    void whatIsDoneIsSkippedAndNeverTakenBack() throws IOException {
        Files.writeString(folder.resolve("a"), "mine");

        assertThat(runner().open(List.of(touch("a"), touch("b")))).containsExactly(touch("b"));
        runner().run(List.of(touch("a"), touch("b")));
        assertThat(said).containsExactly("  already so: make a", "  done: make b");
        assertThat(folder.resolve("b")).hasContent("text");

        runner().undo();
        assertThat(folder.resolve("a")).hasContent("mine");
        assertThat(folder.resolve("b")).doesNotExist();
        assertThat(folder.resolve("state")).isEmptyDirectory();
    }

    @Test
    void firstFailureStopsAndSaysWhatWasDoneAndHowToGoOn() throws IOException {
        Step failing = new Step(
                "break",
                List.of(Check.succeeds("false")),
                List.of(ShellCommand.of("sh", "-c", "echo why >&2; exit 3")),
                List.of(),
                "Repair it");

        assertThatThrownBy(() -> runner().run(List.of(touch("a"), failing, touch("b"))))
                .isInstanceOf(DbferryException.class)
                .hasMessage("cannot break: sh ended with 3: why\n  in: sh -c 'echo why >&2; exit 3'\ndone: make a\n"
                        + "not done: break, make b")
                .extracting(e -> ((DbferryException) e).hint())
                .isEqualTo("Repair it. Then run 'init --apply' again, which continues here; 'init --undo' undoes it");
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void stepThatDoesNotShowIsAFailure() {
        Step step = new Step(
                "paint it",
                List.of(Check.prints("red", ShellCommand.of("echo", "green"))),
                List.of(ShellCommand.of("true")),
                List.of(),
                "Look");

        assertThatThrownBy(() -> runner().run(List.of(step)))
                .hasMessageStartingWith(
                        "cannot paint it: it was done, but does not show in: echo green, which must print red");
    }

    @Test
    void whatOnlyTheAdministratorCanDoSaysWhatFails() {
        Step step = new Step("let it", List.of(Check.succeeds("false")), List.of(), List.of(), "Look");

        assertThatThrownBy(() -> runner().run(List.of(step)))
                .hasMessageStartingWith("cannot let it: this fails: false");
    }

    @Test
    void stepIsInTheJournalBeforeItBegins() throws IOException {
        Step cutOff = new Step(
                "be cut off",
                List.of(Check.succeeds("false")),
                List.of(ShellCommand.of("false")),
                touch("b").undo(),
                "Look");
        assertThatThrownBy(() -> runner().run(List.of(cutOff))).isInstanceOf(DbferryException.class);
        Files.writeString(folder.resolve("b"), "half");

        runner().undo();

        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void whatCannotBeTakenBackStaysInTheJournal() throws IOException {
        runner().run(List.of(touch("a"), touch("b")));
        Files.delete(folder.resolve("b"));

        assertThatThrownBy(() -> runner().undo())
                .hasMessageStartingWith("cannot undo 1 step\n  make b: rm " + folder.resolve("b") + ": rm: cannot");
        assertThat(folder.resolve("a")).doesNotExist();
        assertThat(Journal.open(folder.resolve("state"), "side").done())
                .extracting(Journal.Entry::title)
                .containsExactly("make b");
    }

    @Test
    void undoIsLastFirst() throws IOException {
        runner().run(List.of(touch("a"), touch("b"), touch("c")));
        said.clear();

        runner().undo();

        assertThat(said).containsExactly("  undone: make c", "  undone: make b", "  undone: make a");
    }

    @Test
    void journalThatOthersMayHaveWrittenIsRefused() throws IOException {
        Journal.open(folder.resolve("state"), "side").remember(Map.of("--stream", "city"));
        Path file = folder.resolve("state/side.json");
        assertThat(Journal.open(folder.resolve("state"), "side").answers()).containsEntry("--stream", "city");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));

        assertThatThrownBy(() -> Journal.open(folder.resolve("state"), "side"))
                .hasMessage("cannot use '" + file
                        + "': others than root may have written it, and root runs what stands there");
    }

    @Test
    void neighboursThatRunTheSameProgramArePrintedAsOne() {
        ShellCommand psql = ShellCommand.of("psql", "-d", "it's");
        Step one = new Step("a", List.of(), List.of(psql.reading("A;\n")), List.of(), "");
        Step two = new Step("b", List.of(), List.of(psql.reading("B;\n"), ShellCommand.of("ls")), List.of(), "");

        assertThat(StepText.lines(List.of(one, two)))
                .containsExactly("psql -d 'it'\\''s' <<'SQL'", "A;", "B;", "SQL", "ls");
    }

    @Test
    void programThatPrintsMoreThanAPipeTakesBeforeItReadsIsRunToItsEnd() {
        String much = "x".repeat(1 << 18) + "\n";

        Programs.Result result = new Programs()
                .run(ShellCommand.of("sh", "-c", "yes | head -n 100000; cat > /dev/null; echo end >&2")
                        .reading(much));

        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEqualTo("end\n");
        assertThat(new Programs().run(ShellCommand.of("no-such-program")).exit())
                .isEqualTo(127);
    }
}
