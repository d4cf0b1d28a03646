package io.dbferry.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a demo whose main thread hears nothing, as while it unpacks or waits for a database. */
class DemoFolderTest {
    @TempDir
    private Path temporary;

    private Process process;
    private BufferedReader output;
    private Path demo;

    /** The other JVM. */
    static final class Deaf {
        private Deaf() {}

        public static void main(String[] args) throws IOException {
            DemoFolder folder = DemoFolder.temporary(System.out::println);
            Files.createDirectories(folder.path().resolve("sender/data"));
            System.out.println(folder.path());
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Deaf.class.getName())
                .start();
        output = process.inputReader(UTF_8);
        demo = Path.of(output.readLine());
        assertThat(demo).isDirectory();
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
    }

    @Test
    void endsSoonAfterASignalSaysSoAndLeavesNothing() throws Exception {
        process.toHandle().destroy(); // which leaves its output open

        assertThat(output.readLine()).isEqualTo("stopping; servers and files of the demo go");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        isGone();
    }

    @Test
    void killedLeavesNothing() {
        process.destroyForcibly();

        isGone();
    }

    private void isGone() {
        await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(demo));
    }
}
