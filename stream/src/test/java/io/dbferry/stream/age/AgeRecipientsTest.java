package io.dbferry.stream.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With keys made for these tests and used for nothing else. */
class AgeRecipientsTest {
    private static final String IDENTITY = "AGE-SECRET-KEY-1XC4KPG0JHRXK79ZCG58LCN0E7F4ZUY0396JP3NMY33SEHF47GX7SC85AP7";
    private static final String RECIPIENT = "age1nafxglq7nx29g7jy8hmdsssaqs0r793ye52vt506ztves5h6agpq7kh3f2";

    @TempDir
    private Path folder;

    @Test
    void contentComesBackByItsIdentity() throws Exception {
        AgeRecipients recipients = AgeRecipients.of(List.of(RECIPIENT));
        byte[] encrypted = encrypt(recipients, "secret");

        assertThat(recipients).hasToString(RECIPIENT);
        assertThat(encrypted).asString(StandardCharsets.ISO_8859_1).startsWith("age-encryption.org/v1\n");
        assertThat(encrypt(recipients, "secret"))
                .as("never the same bytes twice")
                .isNotEqualTo(encrypted);
        AgeIdentities identities = identities("# a comment\n\n" + IDENTITY + "\n");
        assertThat(identities.recipients()).isEqualTo(RECIPIENT);
        try (InputStream plain = identities.decrypting(new ByteArrayInputStream(encrypted))) {
            assertThat(plain.read()).isEqualTo('s');
            assertThat(plain.readAllBytes()).asString().isEqualTo("ecret");
            assertThat(plain.read()).isEqualTo(-1);
        }
    }

    @Test
    void everyCutIsNoticed() throws Exception {
        byte[] encrypted = encrypt(AgeRecipients.of(List.of(RECIPIENT)), "secret");
        AgeIdentities identities = identities(IDENTITY);

        for (int length = 0; length < encrypted.length; length++) {
            byte[] cut = Arrays.copyOf(encrypted, length);
            assertThatThrownBy(() ->
                            identities.decrypting(new ByteArrayInputStream(cut)).readAllBytes())
                    .as("%s bytes", length)
                    .isInstanceOfAny(DamagedContentException.class, NotDecryptableException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "age1",
                "age",
                "ssh-ed25519 AAAA",
                "AGE-SECRET-KEY-1",
                "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
                "é"
            })
    void whatIsNoRecipientIsRefused(String text) {
        assertThat(AgeRecipients.isRecipient(text)).isFalse();
        assertThatThrownBy(() -> AgeRecipients.of(List.of(RECIPIENT, text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not age recipients");
    }

    @Test
    void nobodyIsNoRecipient() {
        assertThatThrownBy(() -> AgeRecipients.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSecretIsKnownInAnyCase() {
        assertThat(AgeRecipients.isSecret(IDENTITY)).isTrue();
        assertThat(AgeRecipients.isSecret("age-secret-key-1")).isTrue();
        assertThat(AgeRecipients.isSecret("age-secret-ke")).isFalse();
        assertThat(AgeRecipients.isSecret(RECIPIENT)).isFalse();
        assertThat(AgeRecipients.isRecipient(IDENTITY)).isFalse();
    }

    @Test
    void noMessageHoldsTheTextOfALine() throws IOException {
        Path file = file(IDENTITY + "\n" + IDENTITY.substring(0, 40) + "\n");

        assertThatThrownBy(() -> AgeIdentities.read(file))
                .hasMessage("cannot use identity file '" + file + "': line 2 is not an age identity")
                .hasMessageNotContaining(IDENTITY.substring(16, 30));
    }

    @Test
    void aFileTooLargeForKeysIsNotRead() throws IOException {
        Path file = file("#".repeat((1 << 20) + 1));

        assertThatThrownBy(() -> AgeIdentities.read(file)).hasMessageEndingWith("line 1 is not an age identity");
    }

    private AgeIdentities identities(String text) throws IOException {
        return AgeIdentities.read(file(text));
    }

    private Path file(String text) throws IOException {
        Path file = Files.createTempFile(
                folder,
                "identity",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private static byte[] encrypt(AgeRecipients recipients, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = recipients.encrypting(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
