package io.dbferry.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    private Path folder;

    @Test
    void secondRunIsToldWhichCommandProcessAndHostHoldTheLockAndSinceWhen() {
        Path file = folder.resolve("complete.lock");
        try (RunLock held = RunLock.take(file, "dump complete")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> RunLock.take(file, "dump partial"))
                    .isInstanceOf(DbferryException.class)
                    .hasMessageMatching("cannot run dump partial: dbferry dump complete, process "
                            + ProcessHandle.current().pid()
                            + " on .+, running since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ, holds '" + file + "'");
        }
        RunLock.take(file, "dump partial").close();
    }

    @Test
    void lockStaysWhereTheSameProcessTriesItAgain() throws IOException {
        Path file = folder.resolve("complete.lock");
        try (RunLock held = RunLock.take(file, "dump complete")) {
            assertThat(held).isNotNull();
            String lock = ":" + Files.getAttribute(file, "unix:ino") + " ";
            assertThat(Files.readString(Path.of("/proc/locks"))).contains(lock);

            assertThatThrownBy(() -> RunLock.take(file, "dump partial")).isInstanceOf(DbferryException.class);
            assertThat(RunLock.takeIfFree(file)).isNull();

            assertThat(Files.readString(Path.of("/proc/locks"))).contains(lock);
        }
    }
}
