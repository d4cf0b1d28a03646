package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files with secrets that others may read, and files that no stack can hold: refused in words, before any connection. */
class SecretFilesTest {
    @TempDir
    private Path folder;

    private Path config(String database, String more) throws IOException {
        return Files.writeString(folder.resolve("sender.yaml"), """
                role: sender
                stream: test
                database: {url: "postgresql://app@127.0.0.1:1/app"%s}
                depot: sftp://viz@127.0.0.1:1/srv/depot
                work: %s
                %s
                """.formatted(database, folder.resolve("work"), more));
    }

    @ParameterizedTest
    @CsvSource({"rw-r-----, true", "rw----r--, true", "rw--w----, true", "rw-------, false", "r--------, false"})
    void privateKeyThatOthersHaveRightsToIsRefused(String rights, boolean refused) throws IOException {
        Path key = Files.writeString(folder.resolve("id"), "no key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(rights));

        CommandRun run = CommandRun.of(
                "--config",
                config("", "ssh: {private-key: " + key + ", retry-for: 1s}").toString(),
                "status");

        if (refused) {
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err())
                    .isEqualTo("cannot use private key '" + key + "': others than its owner have rights to it ("
                            + rights + ")\nHINT: Run: chmod 600 '" + key
                            + "'; if others may have read it, replace the secret\n");
        } else {
            assertThat(run.err()).doesNotContain("rights to it");
        }
    }

    @Test
    void passwordFileThatOthersMayReadIsRefused() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "secret\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-rw-rw-"));

        CommandRun run = CommandRun.of(
                "--config", config(", password-file: " + password, "").toString(), "dump", "partial");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("cannot use password file '" + password + "': others than its owner have rights to it (")
                .endsWith("HINT: Run: chmod 600 '" + password + "'; if others may have read it, replace the secret\n");
    }

    @Test
    void configOfTooManyLevelsIsRefusedInWords() throws IOException {
        Path config = Files.writeString(folder.resolve("deep.yaml"), "role: " + "[".repeat(200_000));

        CommandRun run = CommandRun.of("--config", config.toString(), "status");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("too many nested levels").doesNotContain("java.", "StackOverflow", "\tat ");
    }
}
