package io.dbferry.sender.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.sender.Fixtures;
import io.dbferry.stream.format.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which transactions are remembered as seen while an older one is open. */
class VisibleXidsTest {
    private static final Position FIRST = position("90:120:90");
    private static final Position SECOND = position("90:140:90,130");
    private static final Position LATER = position("130:150:130");

    @TempDir
    private Path work;

    @Test
    void whatWasSeenIsRememberedForTheNextRun() throws IOException {
        assertThat(seen().at(FIRST)).isEmpty();

        seen().remember(position("50:50:"), FIRST, Set.of(100L, 95L));
        assertThat(seen().at(FIRST)).containsExactly(95L, 100L);
        assertThat(seen().at(SECOND)).isEmpty();
    }

    @Test
    void whatTheLastSnapshotSawTheNextOneSeesToo() throws IOException {
        seen().remember(position("50:50:"), FIRST, Set.of(95L));
        seen().remember(FIRST, SECOND, Set.of(125L));

        assertThat(seen().at(SECOND)).containsExactly(95L, 125L);
        assertThat(seen().at(FIRST))
                .as("the run may end before its shipment is built")
                .containsExactly(95L);
        seen().remember(SECOND, LATER, Set.of());
        assertThat(seen().at(LATER)).as("before the oldest that is open").isEmpty();
        assertThat(seen().at(FIRST)).as("nobody asks any more").isEmpty();
    }

    @Test
    void withoutAnOpenTransactionNothingIsWritten() throws IOException {
        seen().remember(position("50:50:"), position("60:60:"), Set.of(55L));

        assertThat(work).isEmptyDirectory();
    }

    @Test
    void tooManyAreNotRemembered() throws IOException {
        seen().remember(position("50:50:"), FIRST, Set.of(95L));
        Set<Long> many = LongStream.range(100, 5200).boxed().collect(Collectors.toSet());
        seen().remember(FIRST, position("90:9000:90"), many);

        assertThat(seen().at(position("90:9000:90"))).isEmpty();
        assertThat(seen().at(FIRST)).containsExactly(95L);
    }

    @Test
    void idsThatRowsMayShareWithMuchOlderOnesProveNothing() throws IOException {
        Position wrapped = position("4294967290:4294967296:4294967290");
        seen().remember(position("50:50:"), wrapped, Set.of(4294967295L));

        assertThat(seen().at(wrapped)).isEmpty();
        Position last = position("4294967290:4294967295:4294967290");
        seen().remember(position("50:50:"), last, Set.of(4294967294L));
        assertThat(seen().at(last)).containsExactly(4294967294L);
    }

    @Test
    void aDamagedFileOnlyLetsRowsTravelOnceMore() throws IOException {
        Files.writeString(work.resolve("seen-transactions.json"), "{\"seen\": 7}");

        assertThat(seen().at(FIRST)).isEmpty();
    }

    private VisibleXids seen() {
        return new VisibleXids(work);
    }

    private static Position position(String snapshot) {
        return new Position(snapshot, "0/1", Fixtures.NOW, "7", 1);
    }
}
