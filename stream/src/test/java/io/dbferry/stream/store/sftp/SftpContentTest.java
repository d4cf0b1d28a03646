package io.dbferry.stream.store.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.ChannelSftp;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Habits of JSch's stream that hit only when the connection breaks at the right instant. */
final class SftpContentTest {
    private static final byte[] FIVE = {1, 2, 3, 4, 5};

    @Test
    void streamThatEndsBeforeTheFileDoesIsABrokenConnection() throws IOException {
        try (InputStream content = content(new ByteArrayInputStream(FIVE), 6)) {
            assertThat(content.readNBytes(5)).isEqualTo(FIVE);

            assertThatThrownBy(content::read).isInstanceOfSatisfying(DepotException.class, e -> {
                assertThat(e).hasMessage("cannot read 'a' of depot 'there': the connection broke");
                assertThat(e).hasRootCauseMessage("ended after 5 of 6 bytes");
                assertThat(e.problem()).isEqualTo(Problem.UNREACHABLE);
            });
        }
    }

    @Test
    void answerOfNoBytesIsNeitherTheEndNorAByte() throws IOException {
        InputStream stuttering = new ByteArrayInputStream(FIVE) {
            private boolean stutter;

            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                stutter = !stutter;
                return stutter ? 0 : super.read(into, offset, Math.min(length, 1));
            }
        };

        try (InputStream content = content(stuttering, 5)) {
            assertThat(content.read()).isEqualTo(1);
            assertThat(content.readAllBytes()).containsExactly(2, 3, 4, 5);
        }
    }

    private static InputStream content(InputStream jschs, long bytes) {
        SftpAccount account =
                new SftpAccount("u", "h", 22, "/f", Optional.empty(), Optional.empty(), Path.of("known_hosts"));
        SftpConnection connection = new SftpConnection(new SftpLogin(account, new SftpKeys(account, Optional.empty())));
        StoreAction action = StoreAction.read(StorePath.below("a"), "there");
        return new SftpContent(jschs, bytes, new ChannelSftp(), connection, action);
    }
}
