package io.dbferry.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.format.Heartbeat;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.MemoryStore;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.sftp.SftpStore;
import io.dbferry.stream.store.sftp.TestAccount;
import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatFileIT {
    private static final byte[] NONE = {};
    private static final byte[] SIGNATURE =
            "-----BEGIN SSH SIGNATURE-----\nabc\n-----END SSH SIGNATURE-----\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void replacesTheOneBeforeAlsoOverSftp(@TempDir Path folder) throws IOException {
        SshKey key = SshKey.make(folder, "ed25519");
        Path place = Files.createDirectory(folder.toRealPath().resolve("depot"));
        try (OpenSshServer server = OpenSshServer.start(folder.resolve("sshd"), List.of(key.publicFile()));
                Store store = SftpStore.open(TestAccount.on(server, place, key.privateFile()))) {
            assertThat(HeartbeatFile.read("test", (signed, signature) -> true, store))
                    .isEmpty();
            HeartbeatFile.write(heartbeat(1), signed -> SIGNATURE, store);
            HeartbeatFile.write(heartbeat(2), signed -> SIGNATURE, store);

            assertThat(HeartbeatFile.read("test", (signed, signature) -> true, store))
                    .contains(heartbeat(2));
            assertThat(HeartbeatFile.read("other", (signed, signature) -> true, store))
                    .isEmpty();
            assertThat(place.toFile().list()).containsExactly("heartbeat");
        }
    }

    @Test
    void whatIsSignedIsAllBeforeTheSignature() throws IOException {
        MemoryStore store = new MemoryStore();
        HeartbeatFile.write(heartbeat(1), signed -> SIGNATURE, store);

        assertThat(HeartbeatFile.read("test", HeartbeatFileIT::isWhole, store)).contains(heartbeat(1));

        HeartbeatFile.write(heartbeat(2), signed -> NONE, store);
        assertThat(HeartbeatFile.read("test", (signed, signature) -> signature.length == 0, store))
                .contains(heartbeat(2));
        assertThat(HeartbeatFile.read("test", (signed, signature) -> false, store))
                .isEmpty();
    }

    @Test
    void oneThatWasCutOffBeforeItHadItsNameCounts() throws IOException {
        MemoryStore store = new MemoryStore();
        HeartbeatFile.write(heartbeat(1), signed -> SIGNATURE, store);
        store.failRenames(1);
        assertThatThrownBy(() -> HeartbeatFile.write(heartbeat(2), signed -> SIGNATURE, store))
                .isInstanceOf(DepotException.class);
        assertThat(HeartbeatFile.read("test", (signed, signature) -> true, store))
                .contains(heartbeat(1));

        store.delete("heartbeat"); // as where a file cannot be replaced in one step
        assertThat(HeartbeatFile.read("test", (signed, signature) -> true, store))
                .contains(heartbeat(2));

        HeartbeatFile.write(heartbeat(3), signed -> SIGNATURE, store);
        assertThat(HeartbeatFile.read("test", (signed, signature) -> true, store))
                .contains(heartbeat(3));
    }

    private static boolean isWhole(byte[] signed, byte[] signature) {
        String text = new String(signed, StandardCharsets.UTF_8);
        return text.startsWith("{") && text.endsWith("}\n") && java.util.Arrays.equals(signature, SIGNATURE);
    }

    private static Heartbeat heartbeat(int sequence) {
        Position position = new Position("1:2:", "0/1", Instant.parse("2026-11-23T03:30:00Z"), "7", 1);
        return new Heartbeat(Heartbeat.FORMAT, "test", "id", new Sequence(sequence), "0".repeat(64), position);
    }
}
