package io.dbferry.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    @TempDir
    private Path folder;

    @Test
    void secondRunIsToldWhichCommandProcessAndHostHoldTheLockAndSinceWhen() {
        Path file = folder.resolve("complete.lock");
        try (LockFile held = LockFile.take(file, claim("dump complete"))) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> LockFile.take(file, claim("dump partial")))
                    .isInstanceOf(DbferryException.class)
                    .hasMessageMatching("cannot run dump partial: dbferry dump complete, process "
                            + ProcessHandle.current().pid()
                            + " on .+, running since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ, holds '" + file + "'");
        }
        LockFile.take(file, claim("dump partial")).close();
    }

    @Test
    void lockStaysWhereTheSameProcessTriesItAgain() throws IOException {
        Path file = folder.resolve("complete.lock");
        try (LockFile held = LockFile.take(file, claim("dump complete"))) {
            assertThat(held).isNotNull();
            String lock = ":" + Files.getAttribute(file, "unix:ino") + " ";
            assertThat(Files.readString(Path.of("/proc/locks"))).contains(lock);

            assertThatThrownBy(() -> LockFile.take(file, claim("dump partial"))).isInstanceOf(DbferryException.class);
            assertThat(LockFile.takeIfFree(file)).isNull();

            assertThat(Files.readString(Path.of("/proc/locks"))).contains(lock);
        }
    }

    @Test
    void waitingEndsWithItsPatience() {
        Path file = folder.resolve("alarms.lock");
        try (LockFile held = LockFile.take(file, claim("dump complete"))) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> LockFile.await(file, Duration.ofMillis(50)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("another process holds '" + file + "'");
        }
    }

    private static LockFile.Claim claim(String job) {
        return new LockFile.Claim(job, job, "vps", "Wait for it to end");
    }
}
