package io.dbferry.init.step;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Runs programs of this machine, each to its end, in the root folder and with an environment that is the same everywhere. */
public final class Programs {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int MOST_OUTPUT = 1 << 20;

    /** What a program left. */
    public record Result(int exit, String out, String err) {}

    /** Runs it; one that is not installed ends with 127, as in a shell. */
    public Result run(ShellCommand command) {
        try {
            Path errors = Files.createTempFile("dbferry-init", ".err");
            try {
                Process process =
                        builder(command).redirectError(errors.toFile()).start();
                feed(process, command.input());
                String out = text(process.getInputStream());
                int exit = process.waitFor();
                try (InputStream err = Files.newInputStream(errors)) {
                    return new Result(exit, out, text(err));
                }
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted: " + command.line()));
        } catch (IOException e) {
            return new Result(127, "", String.valueOf(e.getMessage()));
        }
    }

    /** Runs it with this terminal as its own, so that what it prints is seen at once; its exit code. */
    public int show(ShellCommand command) {
        try {
            return builder(command).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted: " + command.line()));
        } catch (IOException e) {
            throw new DbferryException(
                    Failure.CONFIG, "cannot run " + command.line() + ": " + e.getMessage(), "Install it", e);
        }
    }

    private static ProcessBuilder builder(ShellCommand command) {
        ProcessBuilder builder =
                new ProcessBuilder(command.words()).directory(Path.of("/").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_") || name.equals("TZ"));
        environment.put("PATH", PATH);
        environment.put("LC_ALL", "C.UTF-8");
        return builder;
    }

    /** One that does not read to the end is judged by its exit code. */
    private static void feed(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return;
        }
    }

    private static String text(InputStream stream) throws IOException {
        String text = new String(stream.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
        stream.skip(Long.MAX_VALUE);
        return text;
    }
}
