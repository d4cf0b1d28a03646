package io.dbferry.sender.work;

import static io.dbferry.sender.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import io.dbferry.files.LockFile;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
    @TempDir
    private Path folder;

    private WorkFolder work;

    @BeforeEach
    void open() {
        work = WorkFolder.open(folder.resolve("work"));
    }

    @Test
    void adoptedNumbersOnlyRise() {
        work.adopt(new Sequence(5), false, Optional.empty());
        work.adopt(new Sequence(3), false, Optional.empty());

        assertThat(work.state().drawn()).isEqualTo(new Sequence(5));
        assertThat(work.update(s -> s.withNext(Kind.PARTIAL, "test")).drawn()).isEqualTo(new Sequence(6));
    }

    @Test
    void streamThatBeginsAnewHasAnotherId() {
        work.adopt(new Sequence(5), false, Optional.empty());
        String id = work.state().streamId();

        work.adopt(new Sequence(5), true, Optional.empty());

        assertThat(work.state().streamId()).isNotEqualTo(id);
        assertThat(work.state().drawn()).isEqualTo(new Sequence(5));
    }

    @Test
    void receiverThatIsAheadIsRememberedOnce() {
        work.adopt(new Sequence(5), false, Optional.of("first"));
        work.adopt(new Sequence(5), false, Optional.of("second"));
        assertThat(work.state().ahead()).isEqualTo(new SenderState.Ahead("first", new Sequence(5)));

        work.adopt(new Sequence(6), false, Optional.of("third"));
        assertThat(work.state().ahead()).isEqualTo(new SenderState.Ahead("third", new Sequence(6)));
    }

    @Test
    void damagedStateIsSetAsideAndLookedAtOnlyItStays() throws IOException {
        Path state = Files.writeString(work.folder().resolve("state.json"), "{");

        assertThat(WorkFolder.look(work.folder()).lookAtState().shipped()).isNull();
        assertThat(work.hasDamagedState()).isTrue();
        assertThat(state).exists();
        assertThat(work.state().shipped()).isNull();
        assertThat(state).doesNotExist();
    }

    @Test
    void runsOfOneKindComeOneByOne() {
        try (LockFile lock = work.locks().dump(Kind.PARTIAL)) {
            assertThatThrownBy(() -> work.locks().dump(Kind.PARTIAL)).isInstanceOf(DbferryException.class);
            assertThat(work.locks().isFree(Kind.COMPLETE)).isTrue();
        }
        assertThat(work.locks().isFree(Kind.PARTIAL)).isTrue();
    }

    @Test
    void whatMustNotBeDoneWithEveryRunIsRemembered() throws IOException {
        Pacing pacing = work.pacing();
        assertThat(pacing.completeOnRequest()).isEmpty();
        assertThat(pacing.cheaperComplete()).isEmpty();
        assertThat(pacing.heartbeat()).isEmpty();

        pacing.rememberRequest(new Pacing.OnRequest(NOW, 9));
        pacing.rememberCheaper(new Sequence(4));
        pacing.rememberHeartbeat(NOW);

        assertThat(work.pacing().completeOnRequest()).contains(new Pacing.OnRequest(NOW, 9));
        assertThat(work.pacing().cheaperComplete()).contains(new Sequence(4));
        assertThat(work.pacing().heartbeat()).contains(NOW);
    }

    @Test
    void folderThatCannotBeMadeIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> WorkFolder.open(file.resolve("work")))
                .isInstanceOf(DbferryException.class)
                .hasMessageStartingWith("cannot open work folder '" + file.resolve("work") + "': ");
    }
}
