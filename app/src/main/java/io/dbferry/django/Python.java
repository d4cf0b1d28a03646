package io.dbferry.django;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A Python that runs one of our own scripts: no shell, no site packages, nothing of the user's environment. */
final class Python {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int MOST_OUTPUT = 16 << 20;

    private final String program;
    private final Duration longest;

    Python(String program) {
        this(program, LONGEST);
    }

    Python(String program, Duration longest) {
        this.program = program;
        this.longest = longest;
    }

    /** What the script prints. */
    byte[] run(String script, String argument) throws IOException {
        Process process = start(List.of(program, "-I", "-S", "-c", script, argument));
        try {
            process.getOutputStream().close();
            CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(program + " did not end within " + longest.toSeconds() + " s");
            }
            byte[] printed = output.join();
            if (process.exitValue() != 0 || printed.length == MOST_OUTPUT) {
                throw new IOException(program + " failed with exit code " + process.exitValue());
            }
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(program + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot read Django settings: '" + program + "' cannot be started",
                    "Install python3 here, or run init without --from-django and give the answers as options",
                    e);
        }
    }

    private static byte[] read(InputStream output) {
        try {
            return output.readNBytes(MOST_OUTPUT);
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
