package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dbferry.cli.Main;
import io.dbferry.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code dbferry run} as a process of its own, which signals reach. */
final class DaemonProcess implements AutoCloseable {
    private final Process process;
    private final Path printed;

    private DaemonProcess(Process process, Path printed) {
        this.process = process;
        this.printed = printed;
    }

    /** Starts it and waits until it says that it runs. */
    static DaemonProcess start(Path config) throws IOException {
        return start(config, Map.of(), "runs as .*", "run");
    }

    /** Starts a command as a process of its own, and waits until it says something. */
    static DaemonProcess start(Path config, Map<String, String> environment, String first, String... command)
            throws IOException {
        Path printed = Files.createTempFile(config.getParent(), "printed", "");
        List<String> words = new ArrayList<>(List.of(
                // Tests that were started with nohup hand on that SIGHUP is ignored.
                "env", "--default-signal=HUP"));
        words.addAll(words(config, command));
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(printed.toFile());
        builder.environment().putAll(environment);
        DaemonProcess daemon = new DaemonProcess(builder.start(), printed);
        daemon.awaitLine(first);
        return daemon;
    }

    /** A command line that runs the program in little memory. */
    static List<String> words(Path config, String... command) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "--config",
                config.toString()));
        words.addAll(List.of(command));
        return words;
    }

    /** Waits for a line that matches, its time left out. */
    void awaitLine(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(lines()).anyMatch(wanted.asMatchPredicate()));
    }

    /** What it has printed, the times left out. */
    List<String> lines() throws IOException {
        return Files.readAllLines(printed).stream()
                .map(line -> line.replaceFirst("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ ", ""))
                .toList();
    }

    void signal(String name) {
        ChildProcess.run(Path.of("/bin/kill"), "-" + name, String.valueOf(process.pid()))
                .succeeded();
    }

    long pid() {
        return process.pid();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
