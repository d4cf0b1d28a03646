package io.dbferry.cli.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigChoiceTest {
    @TempDir
    private Path here;

    @TempDir
    private Path system;

    private ConfigChoice choice;

    @BeforeEach
    void chooseHere() {
        choice = new ConfigChoice(Map.of(), here, system);
    }

    @Test
    void whatTheCommandLineNamesComesBeforeAllElse() throws IOException {
        Files.createFile(here.resolve("dbferry.yaml"));
        ConfigChoice variable = new ConfigChoice(Map.of("DBFERRY_CONFIG", "other.yaml"), here, system);

        assertThat(variable.choose(Path.of("named.yaml"))).isEqualTo(Path.of("named.yaml"));
        assertThat(variable.choose(null)).isEqualTo(here.resolve("other.yaml"));
    }

    @Test
    void theCurrentFolderComesBeforeTheSystems() throws IOException {
        Files.createFile(system.resolve("receiver.yaml"));
        assertThat(choice.choose(null)).isEqualTo(system.resolve("receiver.yaml"));

        Files.createFile(here.resolve("sender.yaml"));
        assertThat(choice.choose(null)).isEqualTo(here.resolve("sender.yaml"));

        Files.createFile(here.resolve("dbferry.yaml"));
        assertThat(choice.choose(null)).isEqualTo(here.resolve("dbferry.yaml"));
    }

    @Test
    void emptyVariableIsNone() throws IOException {
        Files.createFile(here.resolve("dbferry.yaml"));

        assertThat(new ConfigChoice(Map.of("DBFERRY_CONFIG", ""), here, system).choose(null))
                .isEqualTo(here.resolve("dbferry.yaml"));
    }

    @Test
    void bothSidesInOneFolderAreAmbiguous() throws IOException {
        Files.createFile(system.resolve("sender.yaml"));
        Files.createFile(system.resolve("receiver.yaml"));

        assertThatThrownBy(() -> choice.choose(null))
                .hasMessage("cannot choose a config: '" + system.resolve("sender.yaml") + "' and '"
                        + system.resolve("receiver.yaml") + "' both exist")
                .isInstanceOfSatisfying(DbferryException.class, e -> assertThat(e.hint())
                        .isEqualTo("Name one with --config FILE, or set DBFERRY_CONFIG"));
    }

    @Test
    void noConfigAnywhereSaysWhereItWasLookedFor() {
        assertThatThrownBy(() -> choice.choose(null))
                .hasMessage(
                        "cannot find a config: neither '" + here + "' has dbferry.yaml, sender.yaml or receiver.yaml,"
                                + " nor '" + system + "' sender.yaml or receiver.yaml")
                .isInstanceOfSatisfying(DbferryException.class, e -> {
                    assertThat(e.failure().exitCode()).isEqualTo(2);
                    assertThat(e.hint())
                            .isEqualTo(
                                    "Name one with --config FILE or DBFERRY_CONFIG, or write one with 'dbferry init'");
                });
    }
}
