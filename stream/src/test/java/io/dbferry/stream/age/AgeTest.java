package io.dbferry.stream.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.testing.AgeKey;
import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The age format, here and by the program {@code age}. */
final class AgeTest {
    @TempDir
    private Path here;

    private AgeKey key;

    @BeforeEach
    void makeKey() {
        key = AgeKey.make(here);
    }

    /** Around the length of a chunk, 65536 bytes, and over several. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65535, 65536, 65537, 200_000})
    void contentTravelsBothWaysBetweenHereAndAge(int length) throws Exception {
        byte[] content = content(length);
        Path ours = Files.write(here.resolve("ours.age"), encrypt(content, key));
        Files.createFile(here.resolve("plain")); // age makes no file for no content
        key.decrypt(ours, here.resolve("plain"));
        assertThat(here.resolve("plain")).hasBinaryContent(content);

        Path theirs = here.resolve("theirs.age");
        Path plain = Files.write(here.resolve("content"), content);
        ChildProcess.run(RequiredProgram.find("age"), "-r", key.recipient(), "-o", theirs.toString(), plain.toString())
                .succeeded();
        assertThat(decrypt(Files.readAllBytes(theirs), key)).isEqualTo(content);
    }

    @Test
    void eachOfSeveralRecipientsReadsByItself() throws Exception {
        AgeKey other = AgeKey.make(here);
        byte[] encrypted = encrypt(content(1000), key, other);

        assertThat(decrypt(encrypted, key)).isEqualTo(content(1000));
        assertThat(decrypt(encrypted, other)).isEqualTo(content(1000));
    }

    @Test
    void fileOfSeveralIdentitiesReadsForAnyOfThemAndNamesTheirRecipients() throws Exception {
        AgeKey old = AgeKey.make(here);
        Path both = privateFile(Files.readString(old.file()) + "\n" + Files.readString(key.file()));

        AgeIdentities identities = AgeIdentities.read(both);

        assertThat(identities.recipients()).isEqualTo(old.recipient() + ", " + key.recipient());
        for (AgeKey each : List.of(old, key)) {
            assertThat(decrypt(encrypt(content(10), each), identities)).isEqualTo(content(10));
        }
    }

    @Test
    void contentForOthersIsNotOpened() throws Exception {
        byte[] encrypted = encrypt(content(10), AgeKey.make(here));

        assertThatThrownBy(() -> decrypt(encrypted, key))
                .isExactlyInstanceOf(NotDecryptableException.class)
                .hasMessage("it is encrypted for others than " + key.recipient());
    }

    @Test
    void contentInAnotherFormatIsNotOpened() {
        for (byte[] content : List.of(new byte[0], content(5), content(100_000))) {
            assertThatThrownBy(() -> decrypt(content, key))
                    .isExactlyInstanceOf(NotDecryptableException.class)
                    .hasMessage("it is not in the age format, version 1");
        }
    }

    @Test
    void noCutAndNoAlteredByteGoesUnnoticed() throws Exception {
        byte[] encrypted = encrypt(content(70_000), key);
        int payload = encrypted.length - 70_000 - 2 * 16;
        for (int length : new int[] {payload, payload + 65536 + 16, encrypted.length - 1}) {
            assertNotOpened(Arrays.copyOf(encrypted, length));
        }
        for (int place : new int[] {5, 30, 80, 150, payload - 1, payload, payload + 65536, encrypted.length - 1}) {
            byte[] altered = encrypted.clone();
            altered[place] ^= 1;
            assertNotOpened(altered);
        }
    }

    private void assertNotOpened(byte[] encrypted) {
        assertThatThrownBy(() -> decrypt(encrypted, key))
                .isInstanceOfAny(NotDecryptableException.class, DamagedContentException.class);
    }

    @Test
    void identityFileThatOthersMayReadIsNotUsed() throws Exception {
        for (String rights : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(key.file(), PosixFilePermissions.fromString(rights));

            assertUnusable(
                    key.file(),
                    "others than its owner have rights to it (" + rights + ")",
                    "chmod 600 '" + key.file() + "'; if others may have read it, make a new one with age-keygen");
        }
    }

    @Test
    void identityFileThatIsNoneIsToldWithoutItsText() throws Exception {
        String secret = Files.readAllLines(key.file()).get(2);
        String hint = "A line is AGE-SECRET-KEY-1…, as age-keygen writes it, or a comment; files with a passphrase, SSH"
                + " keys and plugins are not taken";
        for (String line : List.of("secret-text", secret.substring(0, 40), secret + "A", "AGE-SECRET-KEY-1")) {
            Path file = privateFile("# comment\n\n" + line + "\n");
            assertUnusable(file, "line 3 is not an age identity", hint);
        }
        assertUnusable(privateFile("# nothing\n"), "there is no identity in it", "age-keygen -o FILE makes one");
        assertUnusable(
                here.resolve("none"),
                "the file does not exist",
                "Correct decrypt.identity-file; age-keygen -o FILE makes one");
    }

    private static void assertUnusable(Path file, String cause, String hint) {
        assertThatThrownBy(() -> AgeIdentities.read(file)).isInstanceOfSatisfying(DbferryException.class, e -> {
            assertThat(e).hasMessage("cannot use identity file '" + file + "': " + cause);
            assertThat(e.hint()).isEqualTo(hint);
            assertThat(e.failure()).isEqualTo(Failure.CONFIG);
        });
    }

    private Path privateFile(String text) throws IOException {
        Path file = Files.writeString(here.resolve("private"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private static byte[] encrypt(byte[] content, AgeKey... keys) throws IOException {
        AgeRecipients recipients =
                AgeRecipients.of(Arrays.stream(keys).map(AgeKey::recipient).toList());
        ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
        try (OutputStream to = recipients.encrypting(encrypted)) {
            to.write(content);
        }
        return encrypted.toByteArray();
    }

    private static byte[] decrypt(byte[] encrypted, AgeKey key) throws IOException, NotDecryptableException {
        return decrypt(encrypted, AgeIdentities.read(key.file()));
    }

    private static byte[] decrypt(byte[] encrypted, AgeIdentities identities)
            throws IOException, NotDecryptableException {
        try (InputStream plain = identities.decrypting(new ByteArrayInputStream(encrypted))) {
            return plain.readAllBytes();
        }
    }
}
