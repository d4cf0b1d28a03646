package io.dbferry.sender.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashKeyTest {
    @TempDir
    private Path folder;

    /** Test cases 1 and 6 of RFC 4231: a key shorter, and one longer, than a block. */
    @Test
    void hashesAreThoseOfTheStandard() {
        assertThat(hmac("0b".repeat(20), "Hi There"))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assertThat(hmac("aa".repeat(131), "Test Using Larger Than Block-Size Key - Hash Key First"))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    @Test
    void aTextHasHalfOfTheDigits() {
        HashKey key = new HashKey(HexFormat.of().parseHex("0b".repeat(20)));
        assertThat(new String(key.digits("Hi There".getBytes(StandardCharsets.UTF_8)), StandardCharsets.US_ASCII))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b");
    }

    private static String hmac(String key, String text) {
        return HexFormat.of()
                .formatHex(new HashKey(HexFormat.of().parseHex(key)).hmac(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void noStatementHasTheSecretAndEachSecretHasStatementsOfItsOwn() throws Exception {
        HashKey one = HashKey.read(file("0123456789abcdef0123456789abcdef\n"));
        HashKey other = HashKey.read(file("0123456789abcdef0123456789abcdeF"));

        assertThat(one.sql("x")).isNotEqualTo(other.sql("x"));
        one.settings()
                .forEach((name, value) ->
                        assertThat(one.sql("x")).contains("'" + name + "'").doesNotContain(value));
    }

    @Test
    void aKeyThatIsShortOrOpenToOthersIsRefused() throws Exception {
        Path file = file("short");
        assertThatThrownBy(() -> HashKey.read(file))
                .isInstanceOf(DbferryException.class)
                .hasMessage("cannot use key file '" + file + "': it has 5 bytes, not 32 to 4096");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> HashKey.read(file))
                .hasMessage("cannot use key file '" + file + "': others than its owner have rights to it (rw-r-----)");
        assertThatThrownBy(() -> HashKey.read(folder.resolve("none")))
                .hasMessage("cannot use key file '" + folder.resolve("none") + "': the file does not exist");
    }

    private Path file(String content) throws Exception {
        Path file = folder.resolve("key");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
