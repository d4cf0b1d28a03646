package io.dbferry.stream.drop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.store.sftp.TestAccount;
import io.dbferry.testing.MinaServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key on its way through a drop: from one side over SFTP, on the other in a folder. */
final class DropTest {
    @TempDir
    Path root;

    private LocalDrop drop;

    @BeforeEach
    void makeTheFolder() throws IOException {
        drop = new LocalDrop(root);
        Files.createDirectory(drop.folder());
    }

    @Test
    void keyGoesOneWayAndTheAnswerTheOther(@TempDir Path keys) throws IOException {
        SshKey key = SshKey.make(keys, "ecdsa");
        try (MinaServer server = MinaServer.start(keys, key.publicFile());
                RemoteDrop remote = RemoteDrop.open(TestAccount.on(server, root, key.privateFile()))) {
            assertThat(drop.take(100)).isEmpty();

            remote.put("a key".getBytes(UTF_8));

            assertThat(drop.take(100))
                    .hasValueSatisfying(
                            bytes -> assertThat(bytes).asString(UTF_8).isEqualTo("a key"));
            assertThatThrownBy(() -> remote.put("another".getBytes(UTF_8)))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThat(remote.answer()).isEqualTo(DropAnswer.NONE);
            assertThat(drop.isSeen()).isFalse();

            drop.answer(true);
            assertThat(remote.answer()).isEqualTo(DropAnswer.ACCEPTED);
            assertThat(drop.isSeen()).isTrue();
            drop.answer(false);
            assertThat(remote.answer()).as("a refusal counts").isEqualTo(DropAnswer.REFUSED);
        }
    }

    @Test
    void onlyTheFirstBytesAreTaken() throws IOException {
        assertThat(drop.longest()).isZero();
        Files.writeString(root.resolve("drop/key"), "a long key");
        Files.writeString(root.resolve("drop/key.part"), "one that is longer");

        assertThat(drop.take(6))
                .hasValueSatisfying(bytes -> assertThat(bytes).asString(UTF_8).isEqualTo("a long"));
        assertThat(drop.longest()).isEqualTo(18);
        drop.discard();
        drop.discard();
        assertThat(drop.take(6)).isEmpty();
    }

    @Test
    void linkIsNotFollowed() throws IOException {
        Path secret = Files.writeString(root.resolve("secret"), "not for them");
        Files.createSymbolicLink(root.resolve("drop/key"), secret);

        assertThatThrownBy(() -> drop.take(100)).isInstanceOf(IOException.class);
        assertThat(drop.longest())
                .as("of the link itself")
                .isEqualTo(secret.toString().length());
    }
}
