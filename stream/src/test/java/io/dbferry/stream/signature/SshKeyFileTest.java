package io.dbferry.stream.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshKeyFileTest {
    private static final byte[] MESSAGE = "a manifest".getBytes(StandardCharsets.UTF_8);
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void aKeyThatIsMadeSignsAndIsTrustedByItsPublicHalf() throws Exception {
        Path file = folder.resolve("key");
        SshKeyFile made = SshKeyFile.generate(file, "dbferry on here");

        assertThat(made.file()).isEqualTo(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("key.pub")).hasContent(made.publicLine() + " dbferry on here\n");
        assertThat(made.publicLine()).startsWith("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI");
        SshKeyFile read = SshKeyFile.read(file);
        assertThat(read.publicLine()).isEqualTo(made.publicLine());
        assertThat(read.fingerprint()).isEqualTo(made.fingerprint()).matches("SHA256:[A-Za-z0-9+/]{43}");
        assertThat(SshKeyFile.fingerprintOf(made.publicLine() + " comment")).contains(made.fingerprint());

        SshSigner signer = SshSigner.open(file, Optional.empty());
        byte[] signature = signer.sign(MESSAGE);
        Path allowed = Files.writeString(folder.resolve("allowed"), "city " + made.publicLine() + "\n");
        assertThat(new SignatureVerifier(AllowedSigners.read(allowed), "city").verify(MESSAGE, signature, NOW))
                .isEqualTo("city");
        assertThat(signer.signed(MESSAGE, signature)).isTrue();
        assertThat(signer.signed("another".getBytes(StandardCharsets.UTF_8), signature))
                .isFalse();
        assertThat(signer.signed(MESSAGE, new byte[0])).isFalse();
    }

    @Test
    void whatAnotherKeySignedIsNotOurs() throws Exception {
        SshKeyFile.generate(folder.resolve("ours"), "");
        SshKeyFile.generate(folder.resolve("theirs"), "");
        byte[] theirs =
                SshSigner.open(folder.resolve("theirs"), Optional.empty()).sign(MESSAGE);

        assertThat(SshSigner.open(folder.resolve("ours"), Optional.empty()).signed(MESSAGE, theirs))
                .isFalse();
    }

    @Test
    void noKeyIsOverwritten() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "precious");

        assertThatThrownBy(() -> SshKeyFile.generate(file, "x")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("precious");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN OPENSSH PRIVATE KEY-----\n",
                "ssh-ed25519 AAAA",
                "\u0000\u0001",
                "-----BEGIN RSA PRIVATE KEY-----\nMA==\n-----END RSA PRIVATE KEY-----\n"
            })
    void whatIsNoKeyIsToldWithItsPath(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), content);

        assertThatThrownBy(() -> SshKeyFile.read(file))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("cannot read '" + file + "': it is not a private key in a format that is known");
        assertThatThrownBy(() -> SshSigner.open(file, Optional.empty()))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("cannot sign with '" + file + "': it is not a private key in a format that is known");
    }

    @Test
    void aKeyThatIsNotThereOrNotReadableIsTold() throws IOException {
        Path gone = folder.resolve("gone");

        assertThatThrownBy(() -> SshKeyFile.read(gone))
                .hasMessage("cannot read '" + gone + "': the private key does not exist");
        assertThatThrownBy(() -> SshKeyFile.read(folder))
                .hasMessage("cannot read '" + folder + "': the private key cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ssh-ed25519", "ssh-ed25519 ????", "ssh-rsa AAAAC3NzaC1lZDI1NTE5", "ssh-ed25519 AAAA", " "})
    void whatIsNoPublicKeyHasNoFingerprint(String line) {
        assertThat(SshKeyFile.fingerprintOf(line)).isEmpty();
    }

    @Test
    void aLineOfAnyLengthIsTakenApart() throws Exception {
        String names = "a,".repeat(20_000) + "z";
        SshKeyFile key = SshKeyFile.generate(folder.resolve("key"), "");
        Path allowed = Files.writeString(
                folder.resolve("allowed"), names + " " + key.publicLine() + "\n\"\"".repeat(5_000) + "\n");

        assertThatThrownBy(() -> AllowedSigners.read(allowed)).isInstanceOf(KeyFileException.class);
        Files.writeString(allowed, names + " " + key.publicLine() + "\n");
        byte[] signature =
                SshSigner.open(folder.resolve("key"), Optional.empty()).sign(MESSAGE);
        assertThat(new SignatureVerifier(AllowedSigners.read(allowed), "z").verify(MESSAGE, signature, NOW))
                .isEqualTo(names);
    }
}
