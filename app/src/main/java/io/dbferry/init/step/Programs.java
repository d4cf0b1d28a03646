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
    private static final int NOT_FOUND = 127;

    /** What a program left. */
    public record Result(int exit, String out, String err) {}

    /** Runs it; one that is not installed ends with 127, as in a shell. */
    public Result run(ShellCommand command) {
        try {
            Path folder = Files.createTempDirectory("dbferry-init");
            Path out = folder.resolve("out");
            Path err = folder.resolve("err");
            try {
                // Files, not pipes: one that prints much before it has read all would wait for us, and we for it.
                Process process = builder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                feed(process, command.input());
                return new Result(process.waitFor(), text(out), text(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
                Files.deleteIfExists(folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted: " + command.line()));
        } catch (IOException e) {
            return new Result(NOT_FOUND, "", String.valueOf(e.getMessage()));
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
        environment
                .keySet()
                .removeIf(name -> (name.startsWith("PG") && !name.startsWith("PGPASS"))
                        || name.startsWith("LC_")
                        || name.equals("TZ"));
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

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
        }
    }
}
