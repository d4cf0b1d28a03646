package io.dbferry.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dbferry.stream.store.DepotException.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stores promise that write behind what is there. */
public interface AppendingContract {
    Store store();

    private AppendingStore appending() {
        return (AppendingStore) store();
    }

    void write(String file, String text) throws IOException;

    String text(String file) throws IOException;

    byte[] content(String file) throws IOException;

    void assertProblem(ThrowingCallable call, Problem problem, String message, String hint);

    @Test
    default void appendGoesOnBehindWhatIsThere() throws IOException {
        byte[] content = StoreContract.random(700_000);
        appending().append("a.bin", 0, new ByteArrayInputStream(content, 0, 300_001));

        assertThat(appending().append("a.bin", 300_001, new ByteArrayInputStream(content, 300_001, 399_999)))
                .isEqualTo(700_000);
        assertThat(appending().append("a.bin", 700_000, InputStream.nullInputStream()))
                .isEqualTo(700_000);

        assertThat(content("a.bin")).isEqualTo(content);
    }

    @Test
    default void appendFromTheStartReplaces() throws IOException {
        write("a.txt", "a long text");

        assertThat(appending().append("a.txt", 0, InputStream.nullInputStream()))
                .isZero();

        assertThat(text("a.txt")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 5})
    default void appendToAFileOfAnotherLengthIsRefused(long from) throws IOException {
        write("a.txt", "four");

        assertProblem(
                () -> appending().append("a.txt", from, new ByteArrayInputStream(StoreContract.random(100_000))),
                Problem.UNREACHABLE,
                "cannot write 'a.txt' to depot '%s': 4 bytes stand there instead of " + from,
                "Run the same command again; if it stays so, another process writes there too.");

        assertThat(text("a.txt")).isEqualTo("four");
    }

    @Test
    default void appendToAMissingFileIsRefused() {
        assertProblem(
                () -> appending().append("a.txt", 7, new ByteArrayInputStream(StoreContract.random(100))),
                Problem.UNREACHABLE,
                "cannot write 'a.txt' to depot '%s': 0 bytes stand there instead of 7",
                "Run the same command again; if it stays so, another process writes there too.");
    }

    @Test
    default void uploadGoesOnBehindWhatIsThere() throws IOException {
        CountedContent content = new CountedContent(StoreContract.random(3_000_000));
        appending().append("a.bin", 0, new ByteArrayInputStream(content.bytes(), 0, 2_500_000));

        store().put("a.bin", content);
        store().put("a.bin", content);

        assertThat(content("a.bin")).isEqualTo(content.bytes());
        assertThat(content.read())
                .as("sent, and twice the compared end")
                .isEqualTo(500_000 + 2 * ResumePoint.COMPARED_BYTES);
    }

    @Test
    default void uploadBeginsAnewWhereSomethingElseEndsThere() throws IOException {
        CountedContent content = new CountedContent(StoreContract.random(3_000_000));
        byte[] zeros = Arrays.copyOf(Arrays.copyOf(content.bytes(), 2_400_000), 2_500_000);
        appending().append("a.bin", 0, new ByteArrayInputStream(zeros));

        store().put("a.bin", content);

        assertThat(content("a.bin")).isEqualTo(content.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "a//b", "..", "a/../b", ""})
    default void nothingIsAppendedOutsideOfTheStore(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> appending().append(path, 1, InputStream.nullInputStream()));
    }
}
