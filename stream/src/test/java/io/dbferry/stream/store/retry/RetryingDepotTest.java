package io.dbferry.stream.store.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.Depot;
import io.dbferry.stream.store.DepotContract;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotPath;
import io.dbferry.stream.store.MemoryDepot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract, and what a break of the connection leaves. */
final class RetryingDepotTest extends DepotContract {
    private final MemoryDepot memory = new MemoryDepot();

    @TempDir
    private Path folder;

    @Override
    public Depot open() {
        return new RetryingDepot(memory, new RetryPolicy(Duration.ofSeconds(5)));
    }

    @Test
    void anUploadGoesOnBehindWhatHasArrived() throws IOException {
        byte[] bytes = random(3_000_000);
        memory.cutAfter(2_000_000);

        depot.upload("a", Content.of(bytes));

        try (InputStream content = depot.read("a")) {
            assertThat(content.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void aWriteIsNotRepeated() {
        memory.cutAfter(1);

        assertThatThrownBy(() -> depot.write("a", new ByteArrayInputStream(new byte[5])))
                .isInstanceOf(DepotException.class);
    }

    @Test
    void aRenameIsRepeated() throws IOException {
        memory.write("a", new ByteArrayInputStream(new byte[1]));
        memory.failRenames(2);

        depot.rename("a", "b");

        assertThat(depot.find("b")).isPresent();
        assertThat(depot.find("a")).isEmpty();
    }

    @Test
    void aFetchThatFailsLeavesNothing() {
        assertThatThrownBy(() -> depot.fetch("gone", folder.resolve("into"))).isInstanceOf(NoSuchFileException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void contentIsWrittenWhereItWasAgreedOnly() throws IOException {
        ResumedContent agreed = new ResumedContent(stream("cde"), 2);
        assertThat(agreed.skip(2)).isEqualTo(2);
        assertThat(agreed.readAllBytes()).asString().isEqualTo("cde");
        assertThat(agreed.otherLength()).isNegative();

        ResumedContent shorter = new ResumedContent(stream("cde"), 2);
        assertThatThrownBy(() -> shorter.skip(1))
                .isInstanceOf(IOException.class)
                .hasMessage("1 bytes stand there");
        assertThat(shorter.otherLength()).isEqualTo(1);

        ResumedContent gone = new ResumedContent(stream("cde"), 2);
        assertThatThrownBy(gone::readAllBytes).isInstanceOf(IOException.class).hasMessage("0 bytes stand there");
        assertThat(gone.otherLength()).isZero();

        assertThat(new ResumedContent(stream("abc"), 0).readAllBytes())
                .asString()
                .isEqualTo("abc");
    }

    @Test
    void anActionHasItsWords() {
        DepotPath file = DepotPath.below("a/b");
        DepotAction rename = DepotAction.rename(file, DepotPath.below("c"), "/d");

        assertThat(DepotAction.list(DepotPath.of(""), "/d").words()).isEqualTo("list depot '/d'");
        assertThat(DepotAction.list(file, "/d").words()).isEqualTo("list folder 'a/b' of depot '/d'");
        assertThat(rename.noFolder("HINT", null))
                .hasMessage("cannot rename 'a/b' to 'c' in depot '/d': the folder does not exist");
        assertThat(rename.notAFolder(file)).hasMessageEndingWith(": 'a/b' is not a folder");
        assertThat(rename.notAFile(file)).hasMessageEndingWith(": 'a/b' is not a plain file");
        assertThat(rename.noRight(null)).hasMessageEndingWith(": permission denied");
        assertThat(rename.full(null).problem()).isEqualTo(DepotException.Problem.FULL);
        assertThat(rename.otherLength(5, 4)).hasMessageEndingWith(": 4 bytes stand there instead of 5");
        assertThat(rename.shortened(5, 4)).hasMessageEndingWith(": 5 bytes were written but the depot holds 4");
        assertThatThrownBy(() -> rename.checkCount(Depot.MOST_NAMES + 1))
                .hasMessageEndingWith(": it holds more than 200000 names");
    }

    @Test
    void aStoreIsFullThatSaysSoOrHasNextToNothingLeft() {
        assertThat(DepotAction.isFull((1 << 20) - 1)).isTrue();
        assertThat(DepotAction.isFull(1 << 20)).isFalse();
        assertThat(DepotAction.saysFull("No space left on device")).isTrue();
        assertThat(DepotAction.saysFull("Disk quota exceeded")).isTrue();
        assertThat(DepotAction.saysFull("Permission denied")).isFalse();
        assertThat(DepotAction.saysFull(null)).isFalse();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
