package io.dbferry.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.config.DepotLocation;
import io.dbferry.config.SenderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentKeysTest {
    private static final Path HOME = Path.of("/home/operator");
    private static final String SENDER = """
            role: sender
            stream: city
            database: {url: "postgresql:///city"}
            depot: /srv/depot
            work: work
            schedule: {complete-dump: "0 1 * * *"}
            """;

    @TempDir
    private Path folder;

    @Test
    void variablesStandInPlaceOfTheFilesKeys() throws IOException {
        SenderConfig config = sender(
                SENDER + "keep:\n",
                Map.of(
                        "DBFERRY_DEPOT", "sftp://transapp@viz.example.org:2222/bkps",
                        "DBFERRY_KEEP_FREE_SPACE", "7GB",
                        "DBFERRY_SSH_RETRY_FOR", "3m",
                        "DBFERRY_SSH_PRIVATE_KEY", "~/key",
                        "DBFERRY_WORK", "${PLACE}/w",
                        "PLACE", "state",
                        "DBFERRY_SCHEDULE_COMPLETE_DUMP", "never"));

        assertThat(config.depot())
                .isInstanceOf(DepotLocation.Sftp.class)
                .hasToString(sender(SENDER.replace("/srv/depot", "sftp://transapp@viz.example.org:2222/bkps"), Map.of())
                        .depot()
                        .toString());
        assertThat(config.keep().freeSpaceBytes()).isEqualTo(7L << 30);
        assertThat(config.ssh().retryFor()).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.ssh().privateKey()).contains(Path.of("/home/operator/key"));
        assertThat(config.work()).isEqualTo(folder.resolve("state/w"));
        assertThat(config.schedule().complete()).isEmpty();
        assertThat(config.stream()).as("the file's").isEqualTo("city");
    }

    @Test
    void listsAndMapsAreWrittenAsInTheFile() throws IOException {
        SenderConfig config = sender(
                SENDER,
                Map.of(
                        "DBFERRY_TABLES", "['\"Report_\"*', bus]",
                        "DBFERRY_MEDIA", "[{folder: /srv/images, files: '*.jpeg'}]",
                        "DBFERRY_PARTIAL_TABLES", "{bus: {strategy: scan}}"));

        assertThat(config.tables()).isEqualTo(List.of("\"Report_\"*", "bus"));
        assertThat(config.media()).singleElement().satisfies(media -> {
            assertThat(media.folder()).isEqualTo(Path.of("/srv/images"));
            assertThat(media.files()).isEqualTo("*.jpeg");
        });
        assertThat(config.partial().tables()).containsOnlyKeys("bus");
    }

    @Test
    void aFileWithoutAKeyIsEnough() throws IOException {
        SenderConfig config = sender(
                "",
                Map.of(
                        "DBFERRY_ROLE", "sender",
                        "DBFERRY_STREAM", "city",
                        "DBFERRY_DATABASE_URL", "postgresql:///city",
                        "DBFERRY_DEPOT", "/srv/depot",
                        "DBFERRY_WORK", "/w"));

        assertThat(config.stream()).isEqualTo("city");
    }

    @Test
    void problemsNameTheVariableAndNoSecret() throws IOException {
        Path file = write(SENDER + "verify: 3\n");
        Map<String, String> environment = Map.of(
                "DBFERRY_DATABASE_URL", "postgresql://app:geheim@db/x",
                "DBFERRY_KEEP_COMPLTE", "4d",
                "DBFERRY_TABLES", "[a",
                "DBFERRY_RESET", "{bus: [seen]}",
                "DBFERRY_SCHEDULE_PARTIAL_DUMP", "soon",
                "DBFERRY_VERIFY_EVERY", "2h",
                "DBFERRY_HOOK_PORT", "not ours");

        assertThatThrownBy(() -> ConfigFile.read(file, environment, HOME)).hasMessage("""
                cannot read config '%s': 6 problems
                  line 7: verify: must be a map of keys, not a single value
                  DBFERRY_DATABASE_URL: database.url: holds a password; put it into ~/.pgpass, PGPASSWORD or database.password-file
                  DBFERRY_KEEP_COMPLTE: no key has this variable; did you mean 'DBFERRY_KEEP_COMPLETE'?
                  DBFERRY_RESET: reset: a key of a receiver only
                  DBFERRY_SCHEDULE_PARTIAL_DUMP: schedule.partial-dump: must be never or five fields (minute, hour, day of month, month, day of week), not 'soon'
                  DBFERRY_TABLES: begins as a list or a map, and is not YAML""".formatted(file));
    }

    /** Whoever calls a variable of their own so, for a value of the file, means no key. */
    @Test
    void aVariableThatTheFileNamesIsNoMistake() throws IOException {
        SenderConfig config =
                sender(SENDER.replace("/srv/depot", "${DBFERRY_DEPOT_URL}"), Map.of("DBFERRY_DEPOT_URL", "/srv/other"));

        assertThat(config.depot()).isEqualTo(new DepotLocation.Folder(Path.of("/srv/other")));
    }

    private SenderConfig sender(String yaml, Map<String, String> environment) throws IOException {
        return (SenderConfig) ConfigFile.read(write(yaml), environment, HOME);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("sender.yaml"), yaml);
    }
}
