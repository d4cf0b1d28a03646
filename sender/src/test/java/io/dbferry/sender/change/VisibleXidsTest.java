package io.dbferry.sender.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisibleXidsTest {
    @TempDir
    private Path work;

    @Test
    void whatASnapshotSawBehindALongTransactionIsRemembered() throws IOException {
        Position first = position("100:120:100");
        Position second = position("100:130:100");
        Position third = position("115:140:115");
        seen().remember(position("90:95:90"), first, Set.of(99L, 110L, 119L));
        assertThat(seen().at(first)).containsExactly(110L, 119L);

        seen().remember(first, second, Set.of(125L));
        assertThat(seen().at(second)).as("and what the one before saw").containsExactly(110L, 119L, 125L);
        assertThat(seen().at(first))
                .as("a run may end before its shipment is built")
                .containsExactly(110L, 119L);

        seen().remember(second, third, Set.of());
        assertThat(seen().at(third)).as("from the oldest running one on").containsExactly(119L, 125L);
        assertThat(seen().at(first)).isEmpty();
    }

    @Test
    void withoutALongTransactionNothingIsKept() throws IOException {
        seen().remember(position("100:100:"), position("110:110:"), Set.of(105L));

        assertThat(work).isEmptyDirectory();
        assertThat(seen().at(position("110:110:"))).isEmpty();
    }

    @Test
    void idsThatARowMayUseTwiceProveNothing() throws IOException {
        long last = (1L << 32) - 1;
        Position before = position((last - 9) + ":" + last + ":");
        Position after = position((last - 9) + ":" + (last + 1) + ":");

        seen().remember(position("1:1:"), before, Set.of(last - 1));
        assertThat(seen().at(before)).containsExactly(last - 1);
        seen().remember(before, after, Set.of(last - 1));
        assertThat(seen().at(after)).isEmpty();
    }

    @Test
    void tooManyAreNotKept() throws IOException {
        Position since = position("1:2:1");
        Position now = position("1:90000:1");

        seen().remember(since, now, ids(5_000));
        assertThat(seen().at(now)).hasSize(5_000);
        seen().remember(since, now, ids(5_001));
        assertThat(seen().at(now)).isEmpty();
    }

    @Test
    void aDamagedFileIsSetAside() throws IOException {
        Files.writeString(work.resolve("seen-transactions.json"), "{");

        assertThat(seen().at(position("1:2:1"))).isEmpty();
        assertThat(work.resolve("seen-transactions.json")).doesNotExist();
    }

    private VisibleXids seen() {
        return new VisibleXids(work);
    }

    private static Set<Long> ids(int count) {
        return LongStream.rangeClosed(1, count).boxed().collect(Collectors.toSet());
    }

    private static Position position(String snapshot) {
        return new Position(snapshot, "0/1", Instant.EPOCH, "7", 1);
    }
}
