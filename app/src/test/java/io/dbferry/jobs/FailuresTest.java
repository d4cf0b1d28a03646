package io.dbferry.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void libraryThatFindsNoRoomIsAFullDisk() {
        Error full = new ExceptionInInitializerError("Cannot unpack libzstd-jni-1.5.7-28: No space left on device");

        DbferryException known = Objects.requireNonNull(Failures.known(full));

        assertThat(known.failure()).isEqualTo(Failure.DISK_SPACE);
        assertThat(known).hasMessage("cannot unpack a native library: no space left");
        assertThat(known.hint()).startsWith("Free 4 MB in '");
        assertThat(Failures.known(new ExceptionInInitializerError("anything else")))
                .isNull();
    }
}
