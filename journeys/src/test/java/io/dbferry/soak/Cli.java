package io.dbferry.soak;

import io.dbferry.cli.Main;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Runs the program as processes of their own, and looks at how each ends. */
final class Cli {
    private static final long LONGEST_RUN_SECONDS = 300;
    private static final int MOST_LOGGED = 600;

    /** Another run holds the lock; the depot is away; the database is away. */
    private static final Set<Integer> SENDER_ENDS = Set.of(0, 3, 4, 7);

    private static final Set<Integer> RECEIVER_ENDS = Set.of(0, 4, 6, 7);

    /** A gap, after a loss. */
    private static final int REFUSED = 5;

    private final Path folder;
    private final Findings findings;
    private final List<String> program;
    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private final AtomicLong number = new AtomicLong();
    private volatile boolean afterLoss;
    private final AtomicLong senderEnds = new AtomicLong();
    private final AtomicLong receiverEnds = new AtomicLong();

    /** A run that goes on, and may be killed. */
    final class Run {
        private final Process process;
        private final String what;
        private final boolean sender;
        private final Path printed;
        private volatile boolean killed;

        private Run(Process process, String what, boolean sender, Path printed) {
            this.process = process;
            this.what = what;
            this.sender = sender;
            this.printed = printed;
        }

        /** Whether there was still something to kill. */
        boolean kill() {
            if (!process.isAlive()) {
                return false;
            }
            killed = true;
            process.destroyForcibly();
            findings.count(sender ? "sender kills" : "receiver kills");
            findings.event("killed " + this);
            return true;
        }

        /** Waits for the end; anything but a documented one is a violation. */
        int await() throws InterruptedException, IOException {
            if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
                new ProcessBuilder("kill", "-QUIT", "" + process.pid()).start().waitFor();
                Thread.sleep(1000);
                killed = true;
                process.destroyForcibly();
                findings.violation(this + " does not end");
            }
            running.remove(this);
            int exit = process.waitFor();
            String text = Files.readString(printed);
            findings.count(what.replaceFirst("(dump|load).*", "$1") + " runs");
            findings.event(this + (killed ? " was killed" : " ended with " + exit) + ": "
                    + shortened(text.strip().replace("\n", " | ")));
            if (!killed) {
                (sender ? senderEnds : receiverEnds).incrementAndGet();
            }
            if (!killed && !isDocumented(sender, exit)) {
                findings.violation(this + " ended with " + exit + ": " + text);
            } else {
                Files.delete(printed);
            }
            return exit;
        }

        @Override
        public String toString() {
            return what + " (" + printed.getFileName() + ")";
        }
    }

    Cli(Path folder, Findings findings) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.findings = findings;
        this.program = program();
    }

    /** The program as it is installed, or, in a build that has not packed it yet, its classes. */
    static List<String> program() {
        String launcher = System.getProperty("soak.launcher", "");
        if (!launcher.isEmpty()) {
            return List.of(launcher);
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.dbferry.cli.Main");
    }

    /** Whether something is lost that has not been gotten over yet. */
    void afterLoss(boolean lost) {
        afterLoss = lost;
    }

    /** Runs a command to its end: in this JVM, which saves time, unless the installed program is named. */
    int run(Path config, String... command) throws IOException, InterruptedException {
        if (!System.getProperty("soak.launcher", "").isEmpty()) {
            return start(config, command).await();
        }
        List<String> line = new ArrayList<>(List.of("--config", config.toString()));
        line.addAll(Arrays.asList(command));
        StringWriter text = new StringWriter();
        int exit = Main.run(new PrintWriter(text), new PrintWriter(text), line.toArray(String[]::new));
        String what = String.join(" ", command) + " (" + config.getFileName() + ")";
        findings.event(what + " ended with " + exit + ": "
                + shortened(text.toString().strip().replace("\n", " | ")));
        if (!isDocumented(command[0].equals("dump"), exit)) {
            findings.violation(what + " ended with " + exit + ": " + text);
        }
        return exit;
    }

    private boolean isDocumented(boolean sender, int exit) {
        return (sender ? SENDER_ENDS : RECEIVER_ENDS).contains(exit) || !sender && afterLoss && exit == REFUSED;
    }

    private static String shortened(String text) {
        return text.length() <= MOST_LOGGED ? text : text.substring(0, MOST_LOGGED) + "…";
    }

    Run start(Path config, String... command) throws IOException {
        Path printed = folder.resolve(String.format("%06d", number.incrementAndGet()));
        List<String> line = new ArrayList<>(program);
        line.addAll(List.of("--config", config.toString()));
        line.addAll(Arrays.asList(command));
        File output = printed.toFile();
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        Run run = new Run(process, String.join(" ", command), command[0].equals("dump"), printed);
        running.add(run);
        return run;
    }

    /** The runs that go on right now, of one side. */
    List<Run> running(boolean sender) {
        return running.stream().filter(r -> r.sender == sender).toList();
    }

    /** How many runs of one side have come to their end by themselves. */
    long ended(boolean sender) {
        return (sender ? senderEnds : receiverEnds).get();
    }

    void killAll() {
        running.forEach(Run::kill);
    }
}
