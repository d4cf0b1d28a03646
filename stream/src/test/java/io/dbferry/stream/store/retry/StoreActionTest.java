package io.dbferry.stream.store.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.StorePath;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The words of all kinds of depots. */
class StoreActionTest {
    private static final StorePath A = StorePath.of("a");

    static Stream<Arguments> actions() {
        return Stream.of(
                Arguments.of(StoreAction.open("/d"), "open depot '/d'"),
                Arguments.of(StoreAction.list(StorePath.of(""), "/d"), "list depot '/d'"),
                Arguments.of(StoreAction.list(A, "/d"), "list folder 'a' of depot '/d'"),
                Arguments.of(StoreAction.makeFolder(A, "/d"), "make folder 'a' in depot '/d'"),
                Arguments.of(StoreAction.write(A, "/d"), "write 'a' to depot '/d'"),
                Arguments.of(StoreAction.read(A, "/d"), "read 'a' of depot '/d'"),
                Arguments.of(StoreAction.rename(A, StorePath.of("b/c"), "/d"), "rename 'a' to 'b/c' in depot '/d'"),
                Arguments.of(StoreAction.delete(A, "/d"), "delete 'a' of depot '/d'"));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void everyActionSaysWhatCouldNotBeDone(StoreAction action, String words) {
        assertThat(action.because(Problem.ACCESS, "why", "Do it.", null)).hasMessage("cannot " + words + ": why");
    }

    static Stream<Arguments> failures() {
        StoreAction write = StoreAction.write(A, "/d");
        String again = "Run the same command again; if it stays so, another process writes there too.";
        return Stream.of(
                Arguments.of(
                        write.noFolder("Create it.", null), Problem.ACCESS, "the folder does not exist", "Create it."),
                Arguments.of(
                        write.notAFolder(A),
                        Problem.ACCESS,
                        "'a' is not a folder",
                        "Move what is there out of the depot."),
                Arguments.of(
                        write.notAFile(A),
                        Problem.ACCESS,
                        "'a' is not a plain file",
                        "A depot holds plain files and folders only: move what is there out of the depot."),
                Arguments.of(
                        write.noRight(null),
                        Problem.ACCESS,
                        "permission denied",
                        "Give the account that DbFerry runs as or logs in with the right to read and write there."),
                Arguments.of(
                        write.full(null),
                        Problem.FULL,
                        "no space left",
                        "Free space there, or keep applied shipments for less long."),
                Arguments.of(write.otherLength(9, 7), Problem.UNREACHABLE, "7 bytes stand there instead of 9", again),
                Arguments.of(
                        write.shortened(9, 7),
                        Problem.UNREACHABLE,
                        "9 bytes were written but the depot holds 7",
                        again));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureSaysWhatToDo(DepotException e, Problem problem, String cause, String hint) {
        assertThat(e).hasMessage("cannot write 'a' to depot '/d': " + cause);
        assertThat(e.problem()).isEqualTo(problem);
        assertThat(e.hint()).isEqualTo(hint);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            No space left on device, true
            Disk quota exceeded, true
            DISK FULL, true
            Failure, false
            -, false""")
    void aFullDiskIsKnownByItsMessage(String message, boolean full) {
        assertThat(StoreAction.saysFull(message)).isEqualTo(full);
    }

    @Test
    void lessThanAMebibyteIsFull() {
        assertThat(StoreAction.isFull((1 << 20) - 1)).isTrue();
        assertThat(StoreAction.isFull(1 << 20)).isFalse();
    }
}
