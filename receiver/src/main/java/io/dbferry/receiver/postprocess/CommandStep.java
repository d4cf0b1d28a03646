package io.dbferry.receiver.postprocess;

import io.dbferry.event.Event;
import io.dbferry.event.LogContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a program, with a file as its standard input; what it prints goes to the log. */
final class CommandStep {
    /** For a program to end after SIGTERM, and for its output after its end. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final List<String> command;
    private final Path folder;
    private final Duration timeout;

    CommandStep(List<String> command, Path folder, Duration timeout) {
        this.command = command;
        this.folder = folder;
        this.timeout = timeout;
    }

    void run(Path input, Map<String, String> environment) throws StepFailedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(input.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            OutputLines output = new OutputLines(process, command.get(0));
            Thread reader = new Thread(LogContext.carried(output), "output");
            reader.setDaemon(true);
            reader.start();
            boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                end(process);
            }
            reader.join(GRACE.toMillis()); // a process that it left behind may hold its output open
            if (!ended) {
                throw new StepFailedException(StepFailedException.tookLongerThan(timeout));
            }
            int exit = process.exitValue();
            if (exit != 0) {
                String last = output.last;
                throw new StepFailedException(
                        "ended with exit code " + exit + (last.isEmpty() ? "" : ": " + last.strip()));
            }
        } catch (IOException e) {
            throw new StepFailedException("does not run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailedException("was interrupted", e);
        }
    }

    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static final class OutputLines implements Runnable {
        private final Process process;
        private final String program;
        private volatile String last = "";

        OutputLines(Process process, String program) {
            this.process = process;
            this.program = program;
        }

        @Override
        public void run() {
            try (BufferedReader output = process.inputReader(Charset.defaultCharset())) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    Event.of("output").say(program + ": " + line);
                    last = line.isBlank() ? last : line;
                }
            } catch (IOException e) {
                Event.warning("output").say("cannot read what " + program + " prints: " + e.getMessage());
            }
        }
    }
}
