package io.dbferry.stream.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a line of {@code allowed_signers} allows, and what it does not. */
final class AllowedSignersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path here;

    private String key = "";
    private byte[] signature = {};

    @BeforeEach
    void sign() throws IOException {
        SshKey made = SshKey.make(here, "ed25519");
        key = made.publicLine();
        signature = SshSigner.open(made.privateFile(), Optional.empty()).sign(MESSAGE);
    }

    @Test
    void commentsBlankLinesAndCommentsOfKeysArePassedOver() throws Exception {
        assertThat(verify("# who may send\n\n  # indented\nsender " + key + " the comment of a key\n"))
                .isEqualTo("sender");
    }

    @Test
    void severalPrincipalsAreNamedAsWritten() throws Exception {
        assertThat(verify("other@example.org,sender " + key)).isEqualTo("other@example.org,sender");
        assertThat(verify("\"a b,sender\" " + key)).isEqualTo("a b,sender");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "namespaces=\"dbferry\"",
                "namespaces=\"git,dbferry\"",
                "namespaces=\"db*\"",
                "namespaces=\"*,!git\"",
                "NAMESPACES=\"dbferr?\"",
                "valid-after=\"20261123\",valid-before=\"20261125\"",
                "valid-after=\"202611231200Z\"",
                "valid-before=\"20261123120000Z\"",
                "namespaces=\"dbferry\",valid-after=\"20200101Z\""
            })
    void optionThatFitsLetsTheSignatureThrough(String options) throws Exception {
        assertThat(verify("sender " + options + " " + key)).isEqualTo("sender");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'namespaces=\"git,file\"', is not allowed for the namespace 'dbferry'",
                "'namespaces=\"*,!dbferry\"', is not allowed for the namespace 'dbferry'",
                "'namespaces=\"\"', is not allowed for the namespace 'dbferry'",
                "'valid-after=\"202611231201Z\"', is not valid before 2026-11-23T12:01:00Z",
                "'valid-before=\"20261123115959Z\"', is not valid after 2026-11-23T11:59:59Z"
            })
    void optionThatDoesNotFitRefusesTheSignature(String options, String reason) {
        assertThatThrownBy(() -> verify("sender " + options + " " + key))
                .isExactlyInstanceOf(SignatureRefusedException.class)
                .hasMessage("the key of 'sender' " + reason);
    }

    @Test
    void timeWithoutAZoneIsThisMachines() {
        Instant local = LocalDateTime.of(2026, 11, 25, 0, 0)
                .atZone(ZoneId.systemDefault())
                .toInstant();

        assertThatThrownBy(() -> verify("sender valid-after=\"20261125\" " + key))
                .hasMessage("the key of 'sender' is not valid before " + local);
    }

    @Test
    void anotherLineMayTrustTheSameKey() throws Exception {
        assertThat(verify("sender valid-before=\"20200101Z\" " + key + "\ns* " + key))
                .isEqualTo("s*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cert-authority", "cert-authority,namespaces=\"dbferry\""})
    void keyOfACertificateAuthoritySignsNothingItself(String options) {
        assertThatThrownBy(() -> verify("sender " + options + " " + key))
                .hasMessage("the key of 'sender' is a certificate authority's, and certificates are not taken");
    }

    @Test
    void keyOfATypeThatIsNotKnownIsPassedOver() throws Exception {
        assertThat(verify("token sk-ssh-ed25519@openssh.com AAAA\nsender " + key))
                .isEqualTo("sender");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "sender|it has no key type",
                "sender ssh-ed25519|it has no key",
                "sender ssh-ed25519 %%|the key is not base64",
                "sender ssh-ed25519 AAAA|the public key is malformed: type at byte 0 needs 4 bytes, 3 are left",
                "sender colour=\"red\" ssh-ed25519 AAAA|'colour' is not an option that is known",
                "sender namespaces ssh-ed25519 AAAA|'namespaces' is not an option that is known",
                "sender valid-after=\"soon\" ssh-ed25519 AAAA|'soon' is not a time of the form YYYYMMDD[HHMM[SS]][Z]",
                "sender cert-authority,Cert-Authority ssh-ed25519 A|'cert-authority' is given twice",
                "sender namespaces=\"a\",namespaces=\"b\" ssh-ed25519 A|'namespaces' is given twice",
                "sender valid-after=\"20261341\" ssh-ed25519 A|'20261341' is not a time of the form YYYYMMDD[HHMM[SS]][Z]",
                "sender what? ssh-ed25519 AAAA|'what?' is not an option or a key type"
            })
    void lineThatCannotBeUnderstoodStopsTheReading(String line, String reason) {
        assertThatThrownBy(() -> verify("# first line\n" + line + "\n"))
                .isInstanceOfSatisfying(KeyFileException.class, e -> {
                    assertThat(e)
                            .hasMessage("cannot read '" + here.resolve("allowed_signers") + "': line 2: " + reason);
                    assertThat(e.hint())
                            .isEqualTo("A line is: principal [options] key-type base64-key; see ALLOWED SIGNERS in man"
                                    + " ssh-keygen.");
                });
    }

    @Test
    void keyThatIsNeverValidStopsTheReading() {
        assertThatThrownBy(() -> verify("sender valid-before=\"20250101\",valid-after=\"20260101\" " + key))
                .hasMessage("cannot read '" + here.resolve("allowed_signers")
                        + "': line 1: valid-before is not later than valid-after");
    }

    @ParameterizedTest
    @CsvSource({"other", "'sender?'", "'!sender,*'", "'*,!send*'", "'Sender'", "'s*,!*er'"})
    void keyOfOtherPrincipalsIsRefused(String principals) {
        assertThatThrownBy(() -> verify(principals + " " + key))
                .hasMessage("the key of '" + principals + "' is not allowed for the principal 'sender'");
    }

    /** OpenSSH's own answer to the same line, signature and time is the measure. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sender",
                "*",
                "s?nder,other",
                "sende",
                "SENDER",
                "*,!sender",
                "!other,sender",
                "!other",
                "!*,sender",
                "a,,sender",
                "\"a b,sender\"",
                "sender namespaces=\"dbferry\"",
                "sender namespaces=\"db*,!git\"",
                "sender namespaces=\"!dbferry,*\"",
                "sender namespaces=\"\"",
                "sender namespaces=\"a\",namespaces=\"dbferry\"",
                "sender valid-after=\"20261123120000Z\"",
                "sender valid-after=\"20261123120001Z\"",
                "sender valid-before=\"20261123120000Z\"",
                "sender valid-before=\"202611231159Z\"",
                "sender valid-after=\"20261123\",valid-before=\"20261125\"",
                "sender valid-after=\"20261125\",valid-before=\"20261120\"",
                "sender cert-authority",
                "sender colour=\"red\"",
            })
    void lineIsTakenJustAsSshKeygenTakesIt(String line) throws Exception {
        Path file = Files.writeString(here.resolve("allowed_signers"), line + " " + key + "\n");
        Path message = Files.write(here.resolve("message"), MESSAGE);
        Path made = Files.write(here.resolve("message.sig"), signature);
        String command = "exec %s -Y verify -f %s -I sender -n dbferry -O verify-time=20261123120000Z -s %s < %s"
                .formatted(RequiredProgram.find("ssh-keygen"), file, made, message);
        boolean good = ChildProcess.run(Path.of("/bin/sh"), "-c", command).exitCode() == 0;

        boolean taken;
        try {
            verify(line + " " + key + "\n");
            taken = true;
        } catch (SignatureRefusedException | KeyFileException e) {
            taken = false;
        }
        assertThat(taken).isEqualTo(good);
    }

    @Test
    void keyOfAnotherTypeThanItsLineSaysStopsTheReading() {
        assertThatThrownBy(() -> verify("sender " + key.replaceFirst("ssh-ed25519", "ssh-rsa")))
                .hasMessage("cannot read '" + here.resolve("allowed_signers")
                        + "': line 1: the key is not of the type 'ssh-rsa'");
    }

    @Test
    void missingFileIsTold() {
        assertThatThrownBy(() -> AllowedSigners.read(here.resolve("nope")))
                .hasMessage("cannot read '" + here.resolve("nope") + "': the allowed_signers file does not exist");
    }

    private String verify(String lines) throws IOException, SignatureRefusedException {
        Path file = Files.writeString(here.resolve("allowed_signers"), lines);
        return new SignatureVerifier(AllowedSigners.read(file), "sender").verify(MESSAGE, signature, NOW);
    }
}
