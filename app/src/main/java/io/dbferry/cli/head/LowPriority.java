package io.dbferry.cli.head;

import io.dbferry.jobs.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** {@code --low-priority}: other programs of the machine come first. */
public final class LowPriority {
    private static final Path THREADS = Path.of("/proc/self/task");

    @Option(
            names = "--low-priority",
            description =
                    "Leave processors and disks to other programs of this machine first (nice 10, I/O last in its class). The"
                            + " database server is no part of it: let fewer workers ask it.")
    private boolean wanted;

    /**
     * Takes it, if it is wanted: each thread of the process has its own, and hands it on to those that it starts. Where it cannot be
     * had, the output says so, and the work goes on.
     */
    public void take(Output output) throws IOException, InterruptedException {
        if (wanted) {
            List<String> threads;
            try (Stream<Path> all = Files.list(THREADS)) {
                threads = all.map(thread -> thread.getFileName().toString()).toList();
            }
            run(List.of("renice", "-n", "10", "-p"), threads).ifPresent(output::warn);
            run(List.of("ionice", "-c", "2", "-n", "7", "-p"), threads).ifPresent(output::warn);
        }
    }

    private static Optional<String> run(List<String> command, List<String> threads) throws InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.addAll(threads);
        try {
            int exit = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit == 0) {
                return Optional.empty();
            }
            return refused(command.get(0) + " ended with exit code " + exit);
        } catch (IOException e) {
            return refused("cannot start " + command.get(0) + " of package util-linux");
        }
    }

    private static Optional<String> refused(String why) {
        return Optional.of("--low-priority is not in force: " + why);
    }
}
