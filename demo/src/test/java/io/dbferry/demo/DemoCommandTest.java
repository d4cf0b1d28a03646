package io.dbferry.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
    @Test
    void commandsForAnotherTerminalNameTheLauncherThatIsInstalled() {
        assertThat(DemoCommand.commands("/usr/bin/dbferry", Path.of("/d/sender.yaml"), Path.of("/d/receiver.yaml")))
                .containsExactly(
                        "/usr/bin/dbferry --config /d/sender.yaml dump partial",
                        "/usr/bin/dbferry --config /d/sender.yaml status",
                        "/usr/bin/dbferry --config /d/sender.yaml check",
                        "/usr/bin/dbferry --config /d/receiver.yaml load",
                        "/usr/bin/dbferry --config /d/receiver.yaml status",
                        "/usr/bin/dbferry --config /d/receiver.yaml check",
                        "/usr/bin/dbferry --config /d/receiver.yaml verify");
    }
}
