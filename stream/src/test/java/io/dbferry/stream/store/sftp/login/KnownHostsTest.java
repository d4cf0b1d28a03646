package io.dbferry.stream.store.sftp.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import io.dbferry.stream.store.sftp.login.KnownHostsFile.Verdict;
import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code known_hosts} says of a server, read as OpenSSH reads it. */
class KnownHostsTest {
    private static final byte[] OURS = key("ssh-ed25519", 1);
    private static final byte[] OTHER = key("ssh-ed25519", 2);
    private static final byte[] RSA = key("ssh-rsa", 3);

    @TempDir
    Path here;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            depot.city ssh-ed25519 OURS                                           | KNOWN
            depot.city ssh-ed25519 OURS a comment                                 | KNOWN
            DEPOT.City ssh-ed25519 OURS                                           | KNOWN
            other,depot.city ssh-ed25519 OURS                                     | KNOWN
            *.city ssh-ed25519 OURS                                               | KNOWN
            dep?t.c* ssh-ed25519 OURS                                             | KNOWN
            *t*y* ssh-ed25519 OURS                                                | KNOWN
            *,!depot.* ssh-ed25519 OURS                                           | UNKNOWN
            !depot.city ssh-ed25519 OURS                                          | UNKNOWN
            *.town ssh-ed25519 OURS                                               | UNKNOWN
            depot.cit ssh-ed25519 OURS                                            | UNKNOWN
            depot.city? ssh-ed25519 OURS                                          | UNKNOWN
            depot.city ssh-ed25519 OTHER                                          | CHANGED
            depot.city ssh-rsa RSA                                                | UNKNOWN
            depot.city ssh-rsa OURS                                               | UNKNOWN
            depot.city ssh-ed25519 OTHER;depot.city ssh-ed25519 OURS              | KNOWN
            depot.city ssh-ed25519 OURS;depot.city ssh-ed25519 OTHER              | KNOWN
            depot.city ssh-ed25519 OURS;@revoked depot.city ssh-ed25519 OURS      | REVOKED
            @revoked *.city ssh-ed25519 OURS                                      | REVOKED
            @revoked depot.city ssh-ed25519 OTHER                                 | UNKNOWN
            @cert-authority *.city ssh-ed25519 OURS                               | UNKNOWN
            @other depot.city ssh-ed25519 OURS                                    | UNKNOWN
            # depot.city ssh-ed25519 OURS                                         | UNKNOWN
            depot.city ssh-ed25519                                                | UNKNOWN
            depot.city ssh-ed25519 %%%                                            | UNKNOWN
            depot.city ssh-ed25519 AAA=                                           | UNKNOWN
            '|1|depot|depot ssh-ed25519 OURS'                                     | UNKNOWN
            '|1|%%%|AAAA ssh-ed25519 OURS'                                        | UNKNOWN
            '|1|AAAA ssh-ed25519 OURS'                                            | UNKNOWN
            '|2|AAAA|AAAA ssh-ed25519 OURS'                                       | UNKNOWN
            ''                                                                    | UNKNOWN""")
    void linesAreReadAsOpenSshReadsThem(String lines, Verdict verdict) throws IOException {
        assertThat(file(lines, 22).verdict(OURS)).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            [depot.city]:2222 ssh-ed25519 OURS                                     | KNOWN
            depot.city ssh-ed25519 OURS                                            | KNOWN
            [depot.city]:2222 ssh-ed25519 OTHER;depot.city ssh-ed25519 OURS        | CHANGED
            [depot.city]:2222 ssh-rsa RSA;depot.city ssh-ed25519 OURS              | KNOWN
            [depot.city]:2223 ssh-ed25519 OURS                                     | UNKNOWN""")
    void aServerOnAnotherPortMayBeKnownWithoutOne(String lines, Verdict verdict) throws IOException {
        assertThat(file(lines, 2222).verdict(OURS)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 2222})
    void namesThatSshKeygenHashedAreFound(int port) throws IOException {
        Path file = here.resolve("known_hosts");
        String name = port == 22 ? "depot.city" : "[depot.city]:2222";
        // ssh-keygen reads the key too, so it has 32 bytes.
        byte[] real = ByteBuffer.allocate(4 + 11 + 4 + 32)
                .putInt(11)
                .put("ssh-ed25519".getBytes(StandardCharsets.US_ASCII))
                .putInt(32)
                .array();
        Files.writeString(file, name + " ssh-ed25519 " + base64(real) + "\n");
        ChildProcess.run(RequiredProgram.find("ssh-keygen"), "-H", "-f", file.toString())
                .succeeded();
        assertThat(Files.readString(file)).startsWith("|1|");

        assertThat(KnownHostsFile.read(file, "depot.city", port).verdict(real)).isEqualTo(Verdict.KNOWN);
        assertThat(KnownHostsFile.read(file, "depot.town", port).verdict(real)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void whatIsNoFileKnowsNobody() throws IOException {
        assertThat(KnownHostsFile.read(here.resolve("none"), "depot.city", 22).verdict(OURS))
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(KnownHostsFile.read(here, "depot.city", 22).getHostKey()).isEmpty();
    }

    @Test
    void jschIsAnsweredInItsOwnWords() throws IOException {
        KnownHostsFile file =
                file("depot.city ssh-ed25519 OURS;depot.city ssh-rsa RSA;@cert-authority *.city ssh-ed25519 OTHER", 22);

        assertThat(file.check("depot.city", OURS)).isEqualTo(HostKeyRepository.OK);
        assertThat(file.check("depot.city", OTHER)).isEqualTo(HostKeyRepository.CHANGED);
        assertThat(file.check("depot.city", key("ecdsa-sha2-nistp256", 1))).isEqualTo(HostKeyRepository.NOT_INCLUDED);
        assertThat(file.getHostKey()).extracting(HostKey::getMarker).containsExactly("", "", "@cert-authority");
        assertThat(file.getHostKey(null, null)).extracting(HostKey::getType).containsExactly("ssh-ed25519", "ssh-rsa");
        assertThat(file.getHostKey(null, "ssh-rsa")).hasSize(1);
        assertThat(file.getHostKey(null, "ssh-dss")).isEmpty();
        assertThat(file("depot.city ssh-ed25519 OURS;@revoked * ssh-ed25519 OURS", 22)
                        .getHostKey(null, null))
                .as("revoked")
                .isEmpty();
        assertThat(file("depot.city ssh-ed25519 OURS;@revoked * ssh-ed25519 OURS", 22)
                        .check("depot.city", OURS))
                .isEqualTo(HostKeyRepository.NOT_INCLUDED);
    }

    @Test
    @SuppressWarnings("NullAway") // JSch has no user to ask either
    void nothingIsEverWritten() throws IOException {
        KnownHostsFile file = file("depot.city ssh-ed25519 OURS", 22);
        HostKey key = file.getHostKey()[0];

        assertThatThrownBy(() -> file.add(key, null)).hasMessage("known_hosts is read only");
        assertThatThrownBy(() -> file.remove("depot.city", "ssh-ed25519")).hasMessage("known_hosts is read only");
        assertThatThrownBy(() -> file.remove("depot.city", "ssh-ed25519", OURS)).hasMessage("known_hosts is read only");
        assertThat(file.check("depot.city", OURS)).isEqualTo(HostKeyRepository.OK);
    }

    @Test
    void anOfferedKeyIsWrittenAsTheFileHasIt() throws IOException {
        Path file = here.resolve("known_hosts");
        OfferedHostKey usual = new OfferedHostKey("depot.city", 22, "ssh-ed25519", base64(OURS), "SHA256:x");
        OfferedHostKey other = new OfferedHostKey("depot.city", 2222, "ssh-ed25519", base64(OTHER), "SHA256:x");
        assertThat(usual.isKnown(file)).isFalse();

        Files.writeString(file, usual.knownHostsLine() + "\n" + other.knownHostsLine() + "\n");

        assertThat(usual.isKnown(file)).isTrue();
        assertThat(other.isKnown(file)).isTrue();
        assertThat(other.knownHostsLine()).isEqualTo("[depot.city]:2222 ssh-ed25519 " + base64(OTHER));
        assertThat(new OfferedHostKey("depot.city", 22, "ssh-ed25519", base64(OTHER), "SHA256:x").isKnown(file))
                .isFalse();
    }

    private KnownHostsFile file(String lines, int port) throws IOException {
        Path file = here.resolve("known_hosts");
        Files.writeString(
                file,
                lines.replace(";", "\n")
                        .replace("OURS", base64(OURS))
                        .replace("OTHER", base64(OTHER))
                        .replace("RSA", base64(RSA)));
        return KnownHostsFile.read(file, "depot.city", port);
    }

    private static byte[] key(String type, int last) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(4 + name.length + 4)
                .putInt(name.length)
                .put(name)
                .putInt(last)
                .array();
    }

    private static String base64(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }
}
