package io.dbferry.soak;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code dbferry run} as a service: whoever kills it, it is started again, as systemd would. */
final class Service implements AutoCloseable {
    private static final Duration PATIENCE_AFTER_TERM = Duration.ofSeconds(60);
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final long RESTART_MILLIS = 1000;
    private static final long MOST_MEMORY_KB = 700_000;

    private final String name;
    private final Path config;
    private final Path printed;
    private final Guard guard;
    private final Findings findings;
    private @Nullable Process process;
    private @Nullable Repeated manager;
    private final List<Instant> kills = new CopyOnWriteArrayList<>();
    private final List<Instant> ends = new CopyOnWriteArrayList<>();
    private boolean wanted;
    private boolean killed;

    /** @param name {@code sender} or {@code receiver} */
    Service(String name, Path config, Path printed, Guard guard, Findings findings) {
        this.name = name;
        this.config = config;
        this.printed = printed;
        this.guard = guard;
        this.findings = findings;
    }

    synchronized void start() throws IOException {
        wanted = true;
        launch();
        if (manager == null) {
            manager = Repeated.start("service manager of the " + name, findings, pause -> {
                pause.of(RESTART_MILLIS);
                lookAfterIt();
            });
        }
    }

    private void launch() throws IOException {
        List<String> line = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        line.addAll(Cli.program());
        line.addAll(List.of("--config", config.toString(), "--verbose", "run"));
        killed = false;
        process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(printed.toFile()))
                .start();
        guard.watch(name + "_daemon", process.pid());
        findings.event(name + " starts, process " + process.pid());
    }

    private synchronized void lookAfterIt() throws IOException {
        if (!wanted || process == null) {
            return;
        }
        measure(process.pid());
        if (!process.isAlive()) {
            if (!killed) {
                findings.violation("the " + name + " ended by itself with " + process.exitValue() + ": " + last());
            }
            launch();
        }
    }

    /** The most memory that it has taken, as Linux tells it. */
    private void measure(long pid) throws IOException {
        Path status = Path.of("/proc", "" + pid, "status");
        if (!Files.exists(status)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    long kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
                    findings.atLeast(name + " MB at most", kilobytes / 1000);
                    if (kilobytes > MOST_MEMORY_KB) {
                        findings.violation("the " + name + " has taken " + kilobytes + " kB of memory");
                    }
                }
            }
        } catch (IOException e) {
            findings.event("no memory told of process " + pid + ": " + e.getMessage()); // it has ended meanwhile
        }
    }

    private String last() throws IOException {
        List<String> lines = lines();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    /** Kills it with all that it started, as systemd does with what is left of a service. */
    synchronized void kill() {
        if (process != null) {
            killed = true;
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            kills.add(Instant.now());
            ends.add(Instant.now());
        }
    }

    /** When it was killed, or ended before its jobs had. */
    List<Instant> kills() {
        return List.copyOf(kills);
    }

    /** When it ended, however. */
    List<Instant> ends() {
        return List.copyOf(ends);
    }

    /** Whether it is to run, and is started again if it does not. */
    synchronized boolean isWanted() {
        return wanted;
    }

    /** Ends it with SIGTERM and starts it again. */
    void restart() throws IOException, InterruptedException {
        end();
        start();
    }

    /** Ends it with SIGTERM; that must not last, and nothing that it started may be left. */
    void end() throws InterruptedException, IOException {
        // The launcher that starts it for the first time has work of its own to do before.
        awaitRunning();
        endNow();
    }

    private synchronized void endNow() throws InterruptedException, IOException {
        wanted = false;
        if (process == null || !process.isAlive()) {
            return;
        }
        List<ProcessHandle> children = process.descendants().toList();
        signal("TERM");
        if (!process.waitFor(PATIENCE_AFTER_TERM.toSeconds(), TimeUnit.SECONDS)) {
            findings.violation("the " + name + " does not end on SIGTERM");
            process.destroyForcibly().waitFor();
        }
        int exit = process.exitValue();
        ends.add(Instant.now());
        findings.event(name + " ended with " + exit);
        if (exit == 143) {
            kills.add(Instant.now());
            findings.count(name + " stops before a job's end");
        } else if (exit != 0) {
            findings.violation("on SIGTERM the " + name + " ended with " + exit + ": " + last());
        }
        children.stream()
                .filter(ProcessHandle::isAlive)
                .forEach(child -> findings.violation("the " + name + " has left process " + child.info()));
    }

    /** Has it read its config again. */
    void reload() throws IOException, InterruptedException {
        awaitRunning();
        signal("HUP");
    }

    private synchronized void signal(String signal) throws IOException, InterruptedException {
        if (process != null) {
            new ProcessBuilder("/bin/kill", "-" + signal, "" + process.pid())
                    .start()
                    .waitFor();
        }
    }

    /** Until it has read its config and says so; another one that is started meanwhile counts. */
    void awaitRunning() throws IOException, InterruptedException {
        long until = System.nanoTime() + STARTS_WITHIN.toNanos();
        while (!isRunning()) {
            if (System.nanoTime() - until > 0) {
                findings.violation("within " + STARTS_WITHIN + " the " + name + " has not started: " + last());
                return;
            }
            Thread.sleep(200);
        }
    }

    private synchronized boolean isRunning() throws IOException {
        if (process == null || killed || !process.isAlive()) { // a killed one takes a moment to die
            return false;
        }
        String says = "process " + process.pid() + ": ";
        return lines().stream().anyMatch(line -> line.contains(says));
    }

    /** All that it has printed, over all its lives. */
    List<String> lines() throws IOException {
        File file = printed.toFile();
        return file.exists()
                ? Files.readString(printed, StandardCharsets.UTF_8).lines().toList()
                : List.of();
    }

    /**
     * Waits for a line behind those that have been skipped; a violation if it does not come.
     *
     * @return whether it came
     */
    boolean await(String what, int skipped, Duration limit, Predicate<String> wanted)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (lines().stream().skip(skipped).noneMatch(wanted)) {
            if (System.nanoTime() - until > 0) {
                findings.violation("within " + limit + " the " + name + " has not said that " + what + ": " + last());
                return false;
            }
            Thread.sleep(200);
        }
        return true;
    }

    @Override
    public void close() {
        if (manager != null) {
            manager.close();
        }
        kill();
    }
}
