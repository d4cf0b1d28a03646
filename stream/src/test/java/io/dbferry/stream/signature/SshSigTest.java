package io.dbferry.stream.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures made and checked, here and by OpenSSH's own {@code ssh-keygen}. */
final class SshSigTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final byte[] MESSAGE = "{\"sequence\": 42}\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path here;

    @ParameterizedTest
    @CsvSource({
        "ed25519, -q",
        "ecdsa, -b 256",
        "ecdsa, -b 384",
        "ecdsa, -b 521",
        "rsa, -b 2048",
        "rsa, -b 3072",
        "rsa, -m PEM",
        "ecdsa, -m PKCS8"
    })
    void signatureOfEveryTypeOfKeyIsTakenHereAndByOpenSsh(String type, String options) throws Exception {
        SshKey key = SshKey.make(here, type, "", options.split(" "));
        Path allowed = allow("sender@example.org " + key.publicLine());

        byte[] signature = SshSigner.open(key.privateFile(), Optional.empty()).sign(MESSAGE);

        assertThat(verifier(allowed).verify(MESSAGE, signature, NOW)).isEqualTo("sender@example.org");
        assertThat(opensshVerifies(allowed, signature)).startsWith("Good \"dbferry\" signature for sender@example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "ed25519, -q, sha512",
        "ecdsa, -b 256, sha512",
        "ecdsa, -b 384, sha512",
        "ecdsa, -b 521, sha512",
        "rsa, -q, sha512",
        "ed25519, -q, sha256",
        "ecdsa, -b 521, sha256",
        "rsa, -q, sha256"
    })
    void signatureByOpenSshIsTaken(String type, String options, String hash) throws Exception {
        SshKey key = SshKey.make(here, type, "", options.split(" "));
        Path allowed = allow("sender* " + key.publicLine());

        assertThat(verifier(allowed).verify(MESSAGE, opensshSigns(key, "dbferry", hash), NOW))
                .isEqualTo("sender*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void anyByteThatIsNotAsItWasIsNoticed(String type) throws Exception {
        SshKey key = SshKey.make(here, type);
        SignatureVerifier verifier = verifier(allow("sender* " + key.publicLine()));
        byte[] signature = SshSigner.open(key.privateFile(), Optional.empty()).sign(MESSAGE);
        byte[] blob = Armor.unwrap(signature);

        for (int flip : new int[] {1, 0x80, 0xff}) {
            for (int i = 0; i < MESSAGE.length; i++) {
                byte[] message = flipped(MESSAGE, i, flip);
                assertThatThrownBy(() -> verifier.verify(message, signature, NOW))
                        .isExactlyInstanceOf(SignatureRefusedException.class)
                        .hasMessage("the signature does not fit the message");
            }
            for (int i = 0; i < blob.length; i++) {
                byte[] armored = Armor.wrap(flipped(blob, i, flip));
                assertThatThrownBy(() -> verifier.verify(MESSAGE, armored, NOW))
                        .as("byte %s flipped by %s", i, flip)
                        .isExactlyInstanceOf(SignatureRefusedException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void blobThatIsCutAnywhereIsRefused(String type) throws Exception {
        SshKey key = SshKey.make(here, type);
        SignatureVerifier verifier = verifier(allow("sender* " + key.publicLine()));
        byte[] blob =
                Armor.unwrap(SshSigner.open(key.privateFile(), Optional.empty()).sign(MESSAGE));

        for (int length = 0; length <= blob.length + 1; length++) {
            byte[] armored = Armor.wrap(Arrays.copyOf(blob, length));
            if (length != blob.length) {
                assertThatThrownBy(() -> verifier.verify(MESSAGE, armored, NOW))
                        .isExactlyInstanceOf(SignatureRefusedException.class);
            }
        }
    }

    @Test
    void lengthThatLiesIsRefusedWithItsPlace() throws Exception {
        for (long lie : new long[] {0xffffffffL, 0x7fffffffL, 1000}) {
            byte[] blob = ByteBuffer.allocate(20)
                    .put("SSHSIG".getBytes(StandardCharsets.US_ASCII))
                    .putInt(1)
                    .putInt((int) lie)
                    .array();

            assertRefused(
                    blob, "the signature is malformed: public key at byte 10 claims " + lie + " bytes, 6 are left");
        }
    }

    @Test
    void blobOfAnotherKindIsRefused() {
        assertRefused(
                "PGP".getBytes(StandardCharsets.US_ASCII),
                "the signature is malformed: magic at byte 0 needs 6 bytes, 3 are left");
        assertRefused(
                "SSHSSH".getBytes(StandardCharsets.US_ASCII),
                "the signature is malformed: it does not start with SSHSIG");
        assertRefused(
                new WireWriter()
                        .raw("SSHSIG".getBytes(StandardCharsets.US_ASCII))
                        .uint32(2)
                        .toBytes(),
                "the signature is malformed: its version is 2, not 1");
    }

    private void assertRefused(byte[] blob, String reason) {
        assertThatThrownBy(() -> verifier(allow("")).verify(MESSAGE, Armor.wrap(blob), NOW))
                .isExactlyInstanceOf(SignatureRefusedException.class)
                .hasMessage(reason);
    }

    @Test
    void textThatIsNoSignatureIsRefused() {
        for (String text : List.of("", "junk", "-----BEGIN SSH SIGNATURE-----END SSH SIGNATURE-----")) {
            assertThatThrownBy(() -> verifier(allow("")).verify(MESSAGE, bytes(text), NOW))
                    .hasMessage("the signature is malformed: it is not between '-----BEGIN SSH SIGNATURE-----' and"
                            + " '-----END SSH SIGNATURE-----'");
        }
        assertThatThrownBy(() -> verifier(allow("")).verify(MESSAGE, bytes(armored("%%%%")), NOW))
                .hasMessage("the signature is malformed: its text is not base64");
        // The last two bits of a short group mean nothing; two texts would be one signature.
        assertThatThrownBy(() -> verifier(allow("")).verify(MESSAGE, bytes(armored("QR==")), NOW))
                .hasMessage("the signature is malformed: its base64 is not canonical");
        assertThatThrownBy(() -> verifier(allow("")).verify(MESSAGE, new byte[70_000], NOW))
                .hasMessage("the signature is malformed: it has 70000 bytes, more than 65536");
    }

    @Test
    void keyThatIsNotAllowedIsRefused() throws Exception {
        SshKey key = SshKey.make(here, "ed25519");
        Path allowed = allow("sender* " + SshKey.make(here, "ed25519").publicLine());
        byte[] signature = SshSigner.open(key.privateFile(), Optional.empty()).sign(MESSAGE);

        assertThatThrownBy(() -> verifier(allowed).verify(MESSAGE, signature, NOW))
                .hasMessage("the key that signed is not among the allowed signers");
    }

    @Test
    void signatureWithACertificateIsRefusedPlainly() throws Exception {
        SshKey authority = SshKey.make(here, "ed25519");
        SshKey key = SshKey.make(here, "ed25519");
        ChildProcess.run(
                        RequiredProgram.find("ssh-keygen"),
                        "-q",
                        "-s",
                        authority.privateFile().toString(),
                        "-I",
                        "id",
                        "-n",
                        "sender@example.org",
                        key.publicFile().toString())
                .succeeded();
        Path certificate = Path.of(key.privateFile() + "-cert.pub");
        byte[] signature = opensshSigns(certificate, "dbferry", "sha512");
        Path allowed = allow("sender* cert-authority " + authority.publicLine());

        assertThat(opensshVerifies(allowed, signature)).startsWith("Good");
        assertThatThrownBy(() -> verifier(allowed).verify(MESSAGE, signature, NOW))
                .isExactlyInstanceOf(SignatureRefusedException.class)
                .hasMessage("it is made with a certificate, and certificates are not taken");
    }

    @Test
    void keyThatOpenSshCannotSignWithSignsNothing() throws Exception {
        com.jcraft.jsch.KeyPair dsa =
                com.jcraft.jsch.KeyPair.genKeyPair(new com.jcraft.jsch.JSch(), com.jcraft.jsch.KeyPair.DSA, 1024);
        Path file = here.resolve("id_dsa");
        dsa.writePrivateKey(file.toString());

        assertOpenFails(file, Optional.empty(), "keys of type 'ssh-dss' do not sign");
    }

    @Test
    void signatureForAnotherPurposeIsRefused() throws Exception {
        SshKey key = SshKey.make(here, "ed25519");
        Path allowed = allow("sender* " + key.publicLine());
        byte[] signature = opensshSigns(key, "git", "sha512");

        assertThatThrownBy(() -> verifier(allowed).verify(MESSAGE, signature, NOW))
                .hasMessage("the signature is for the namespace 'git', not 'dbferry'");
    }

    @Test
    void passphraseOpensTheKeyOrItsFailureIsTold() throws Exception {
        SshKey key = SshKey.make(here, "ed25519", "open sesame");
        Path right = Files.writeString(here.resolve("right"), "open sesame\n");
        Path wrong = Files.writeString(here.resolve("wrong"), "open barley\n");
        Path allowed = allow("sender* " + key.publicLine());

        byte[] signature = SshSigner.open(key.privateFile(), Optional.of(right)).sign(MESSAGE);

        assertThat(verifier(allowed).verify(MESSAGE, signature, NOW)).isEqualTo("sender*");
        assertOpenFails(key.privateFile(), Optional.of(wrong), "the passphrase does not open the private key");
        assertOpenFails(key.privateFile(), Optional.empty(), "the private key needs a passphrase");
        assertOpenFails(here.resolve("nope"), Optional.empty(), "the private key does not exist");
        assertOpenFails(key.publicFile(), Optional.empty(), "it is not a private key in a format that is known");
    }

    private static void assertOpenFails(Path key, Optional<Path> passphraseFile, String cause) {
        assertThatThrownBy(() -> SshSigner.open(key, passphraseFile))
                .isExactlyInstanceOf(KeyFileException.class)
                .hasMessage("cannot sign with '" + key + "': " + cause);
    }

    private Path allow(String lines) throws IOException {
        return Files.writeString(here.resolve("allowed_signers"), lines + "\n");
    }

    private static SignatureVerifier verifier(Path allowed) throws KeyFileException {
        return new SignatureVerifier(AllowedSigners.read(allowed), "sender@example.org");
    }

    private byte[] opensshSigns(SshKey key, String namespace, String hash) throws IOException {
        return opensshSigns(key.privateFile(), namespace, hash);
    }

    private byte[] opensshSigns(Path key, String namespace, String hash) throws IOException {
        Path message = Files.write(here.resolve("message"), MESSAGE);
        ChildProcess.run(
                        RequiredProgram.find("ssh-keygen"),
                        "-Y",
                        "sign",
                        "-f",
                        key.toString(),
                        "-n",
                        namespace,
                        "-O",
                        "hashalg=" + hash,
                        message.toString())
                .succeeded();
        return Files.readAllBytes(here.resolve("message.sig"));
    }

    private String opensshVerifies(Path allowed, byte[] signature) throws IOException {
        Path message = Files.write(here.resolve("message"), MESSAGE);
        Path file = Files.write(here.resolve("made-here.sig"), signature);
        return ChildProcess.run(new ProcessBuilder(
                                RequiredProgram.find("ssh-keygen").toString(),
                                "-Y",
                                "verify",
                                "-f",
                                allowed.toString(),
                                "-I",
                                "sender@example.org",
                                "-n",
                                "dbferry",
                                "-s",
                                file.toString())
                        .redirectInput(message.toFile()))
                .succeeded();
    }

    private static byte[] flipped(byte[] bytes, int index, int flip) {
        byte[] copy = bytes.clone();
        copy[index] ^= (byte) flip;
        return copy;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String armored(String base64) {
        return "-----BEGIN SSH SIGNATURE-----\n" + base64 + "\n-----END SSH SIGNATURE-----\n";
    }
}
