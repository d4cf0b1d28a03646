package io.dbferry.stream.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class GrowingFileTest {
    @TempDir
    private Path folder;

    private GrowingFile file;

    @BeforeEach
    void open() throws IOException {
        file = GrowingFile.of(FileChannel.open(
                folder.resolve("f"), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    @Test
    void appendsStandOneBehindTheOther() throws IOException {
        assertThat(append("ab")).isZero();
        assertThat(append("cde")).isEqualTo(2);
        assertThat(file.length()).isEqualTo(5);
        file.finish();

        assertThat(text(file.follow(0))).isEqualTo("abcde");
        assertThat(text(file.follow(3))).isEqualTo("de");
        assertThat(text(file.follow(5))).isEmpty();
        assertThat(file.follow(1).read()).isEqualTo('b');
    }

    @Test
    void aReaderWaitsForWhatIsStillToCome() throws Exception {
        append("a");
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return text(file.follow(0));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        append("b");
        assertThat(read).isNotDone();
        append("c");
        file.finish();

        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("abc");
    }

    @Test
    void aFileThatIsGivenUpFailsItsReaders() throws IOException {
        append("abc");
        InputStream reader = file.follow(0);
        assertThat(reader.read()).isEqualTo('a');

        file.abandon();

        assertThatThrownBy(reader::read)
                .isInstanceOf(IOException.class)
                .hasMessage("the file that was being uploaded was given up");
    }

    @Test
    void aFileThatIsWholeIsNotGivenUp() throws IOException {
        append("abc");
        file.finish();
        file.abandon();

        assertThat(text(file.follow(0))).isEqualTo("abc");
    }

    @Test
    void anInterruptEndsTheWaiting() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> file.follow(0).read())
                .isInstanceOf(IOException.class)
                .hasMessage("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nothingAskedIsNothingRead() throws IOException {
        assertThat(file.follow(0).read(new byte[0], 0, 0)).isZero();
    }

    private long append(String text) throws IOException {
        return file.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
}
