package io.dbferry.sender.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.sender.Fixtures;
import io.dbferry.sender.Sender;
import io.dbferry.sender.outbox.Built;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchWorkTest {
    @TempDir
    private Path folder;

    private Sender sender;

    @BeforeEach
    void open() throws IOException {
        sender = Sender.in(folder);
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
    }

    @Test
    void whatIsNotedInTheCopyIsGoneWithIt() throws Exception {
        sender.ship(Kind.COMPLETE);
        Files.createDirectories(sender.work.folder().resolve("keys/known"));
        Files.writeString(sender.work.folder().resolve("keys/known/t"), "keys");
        Path copy;
        try (ScratchWork scratch = ScratchWork.of(sender.work)) {
            copy = scratch.folder().folder();
            assertThat(copy.resolve("keys/known/t")).hasContent("keys");
            scratch.folder().update(state -> state.withNext(Kind.PARTIAL, "test"));
            assertThat(scratch.folder().state().drawn().number()).isEqualTo(2);
        }

        assertThat(copy).doesNotExist();
        assertThat(sender.work.state().drawn().number()).isEqualTo(1);
        assertThat(sender.work.folder().resolve("keys/known/t")).hasContent("keys");
    }

    @Test
    void whatWaitsCountsAsShippedInTheCopyAlone() throws Exception {
        sender.ship(Kind.COMPLETE);
        Built waits = sender.build(Kind.PARTIAL);
        try (ScratchWork scratch = ScratchWork.of(sender.work)) {
            assertThat(scratch.deliverWaiting(Fixtures.NOW))
                    .extracting(Manifest::sequence)
                    .containsExactly(waits.manifest().sequence());
            assertThat(Objects.requireNonNull(scratch.folder().state().shipped())
                            .sequence())
                    .isEqualTo(waits.manifest().sequence());
        }

        assertThat(Objects.requireNonNull(sender.work.state().shipped())
                        .sequence()
                        .number())
                .isEqualTo(1);
        assertThat(waits.folder()).isDirectory();
    }

    @Test
    void aCopyThatARunLeftBehindIsReplaced() throws Exception {
        Path left = Files.createDirectories(sender.work.folder().resolve("dry-run"));
        Files.writeString(left.resolve("state.json"), "damaged");

        try (ScratchWork scratch = ScratchWork.of(sender.work)) {
            assertThat(scratch.folder().hasState()).isFalse();
        }
    }
}
