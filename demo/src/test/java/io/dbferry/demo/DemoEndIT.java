package io.dbferry.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a demo ends: in a JVM of its own, so that this one's files and processes are not mistaken for the demo's. */
final class DemoEndIT {
    @TempDir
    Path folder;

    private Path demo;
    private Process process;
    private BufferedReader output;
    private List<ProcessHandle> servers;

    /** The other JVM: builds a stage and closes it when its input ends. */
    static final class Demo {
        private Demo() {}

        public static void main(String[] args) throws Exception {
            try (DemoStage stage = DemoStage.open(Path.of(args[0]), Clock.systemUTC(), step -> {})) {
                System.out.println("ready " + stage.configs().sender());
                System.in.transferTo(System.err);
            }
            System.out.println("closed");
        }
    }

    @BeforeEach
    void start() throws IOException {
        demo = folder.toRealPath().resolve("demo");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("temporary")),
                        "-Duser.home=" + Files.createDirectories(folder.resolve("home")),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Demo.class.getName(),
                        demo.toString())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        output = process.inputReader(UTF_8);
        assertThat(output.lines().filter(line -> line.startsWith("ready")).findFirst())
                .as(this::errors)
                .contains("ready " + demo.resolve("sender/sender.yaml"));
        servers = List.of(postmaster("sender"), postmaster("receiver")).stream()
                .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                .toList();
        assertThat(servers).hasSizeGreaterThan(8).allMatch(ProcessHandle::isAlive);
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
        servers.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void closedDemoLeavesNoProcessAndNoFileOutsideItsFolder() throws Exception {
        process.getOutputStream().close();
        assertThat(output.lines().anyMatch("closed"::equals)).as(this::errors).isTrue();

        assertThat(demo.resolve("sender/postgresql/data/postmaster.pid")).doesNotExist();
        assertThat(demo.resolve("receiver/postgresql/data/postmaster.pid")).doesNotExist();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        nothingRuns();
        assertThat(folder.resolve("temporary")).isEmptyDirectory();
        assertThat(folder.resolve("home")).isEmptyDirectory();
    }

    @Test
    void killedDemoTakesItsServersAlong() {
        process.destroyForcibly();

        nothingRuns();
    }

    /** An ended process is still listed until its parent, which may be this container's first process, looks. */
    private void nothingRuns() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(servers).noneMatch(ProcessHandle::isAlive);
            assertThat(guards()).isEmpty();
        });
    }

    private ProcessHandle postmaster(String side) throws IOException {
        Path file = demo.resolve(side).resolve("postgresql/data/postmaster.pid");
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0))).orElseThrow();
    }

    /** Every other process that names the demo's folder. */
    private List<ProcessHandle> guards() {
        return ProcessHandle.allProcesses()
                .filter(other -> !other.equals(process.toHandle()))
                .filter(other -> other.info().commandLine().orElse("").contains(demo.toString()))
                .toList();
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
