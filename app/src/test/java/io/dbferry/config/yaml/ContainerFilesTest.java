package io.dbferry.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What of the container's files can be tried without a container. */
class ContainerFilesTest {
    private static final Path FILES = Path.of(System.getProperty("dbferry.project", ".."), "packaging/container");

    @TempDir
    private Path folder;

    @Test
    void composeFileConfiguresBothSidesByVariablesAlone() throws IOException {
        assertThat(config("sender")).isInstanceOf(SenderConfig.class);
        assertThat(config("receiver")).isInstanceOf(ReceiverConfig.class);
    }

    @SuppressWarnings("unchecked") // the file's form
    private Config config(String service) throws IOException {
        Map<String, Object> compose =
                (Map<String, Object>) new Load(LoadSettings.builder().build())
                        .loadFromString(Files.readString(FILES.resolve("compose.yaml")));
        Map<String, Object> one = (Map<String, Object>) part((Map<String, Object>) part(compose, "services"), service);
        Path empty = Files.writeString(folder.resolve(service + ".yaml"), "");
        return ConfigFile.read(empty, (Map<String, String>) part(one, "environment"), Path.of("/var/lib/dbferry"));
    }

    private static Object part(Map<String, Object> whole, String name) {
        return Objects.requireNonNull(whole.get(name), name);
    }

    @Test
    void commandsOfTheImageAreShell() throws IOException, InterruptedException {
        String commands = Files.readString(FILES.resolve("Containerfile"))
                .replaceAll("(?m)^#.*\n", "")
                .replace("\\\n", " ")
                .lines()
                .filter(line -> line.startsWith("RUN "))
                .map(line -> line.substring("RUN ".length()) + "\n")
                .reduce("", String::concat);

        assertThat(commands).contains("share-classes").contains("openjdk-17-jre-headless");
        Path script = Files.writeString(folder.resolve("commands"), commands);
        assertThat(new ProcessBuilder("sh", "-n", script.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
