package io.dbferry.sender.build.schema;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.connect.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pg_dump of this machine that is not older than the server.
 *
 * @param major its version
 */
public record PgDump(Path program, int major) {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    /** A schema of thousands of tables takes minutes. */
    private static final Duration LONGEST = Duration.ofMinutes(20);

    /** A statement that waits for our own locks would make pg_dump wait for it, and us for pg_dump. */
    private static final String LOCK_WAIT = "--lock-wait-timeout=30s";

    private static final int STDERR_LINES = 3;

    /** The parts of a schema: what rows need, and what needs the rows. */
    public enum Section {
        PRE_DATA("pre-data"),
        POST_DATA("post-data");

        private final String word;

        Section(String word) {
            this.word = word;
        }
    }

    /** Takes the output as it comes. */
    @FunctionalInterface
    public interface Output {
        void take(InputStream sql) throws IOException;
    }

    /** The one of the version that is nearest to the server's, in Debian's and Red Hat's folders, or else on the PATH. */
    public static Optional<PgDump> find(int serverMajor) {
        List<Path> programs = new ArrayList<>();
        programs.addAll(below(Path.of("/usr/lib/postgresql"), "bin/pg_dump"));
        try (Stream<Path> folders = list(Path.of("/usr"))) {
            folders.filter(p -> p.getFileName().toString().startsWith("pgsql-"))
                    .map(p -> p.resolve("bin/pg_dump"))
                    .filter(Files::isExecutable)
                    .forEach(programs::add);
        }
        for (String folder :
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(":")) {
            Path program = Path.of(folder).resolve("pg_dump");
            if (Files.isExecutable(program)) {
                programs.add(program);
            }
        }
        return programs.stream()
                .flatMap(program -> version(program).stream())
                .filter(found -> found.major() >= serverMajor)
                .min(java.util.Comparator.comparingInt(PgDump::major));
    }

    private static List<Path> below(Path folder, String program) {
        try (Stream<Path> versions = list(folder)) {
            return versions.map(v -> v.resolve(program))
                    .filter(Files::isExecutable)
                    .toList();
        }
    }

    private static Stream<Path> list(Path folder) {
        try {
            return Files.isDirectory(folder) ? Files.list(folder) : Stream.empty();
        } catch (IOException e) {
            return Stream.empty(); // as if it were not there
        }
    }

    private static Optional<PgDump> version(Path program) {
        StringBuilder said = new StringBuilder();
        try {
            run(
                    new ProcessBuilder(program.toString(), "--version"),
                    Duration.ofSeconds(10),
                    sql -> said.append(new String(sql.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException | FailedException e) {
            return Optional.empty();
        }
        Matcher version = VERSION.matcher(said);
        return version.find() ? Optional.of(new PgDump(program, Integer.parseInt(version.group(1)))) : Optional.empty();
    }

    /**
     * Dumps a part of the whole schema, without owners and privileges.
     *
     * @param snapshot exported by a transaction that is still open; null for the current state
     * @throws DbferryException if it fails, with what it printed
     */
    public void dump(Database database, Section section, @Nullable String snapshot, Output output) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--schema-only",
                "--section=" + section.word,
                "--no-owner",
                "--no-privileges",
                "--no-tablespaces",
                "--no-security-labels",
                "--no-publications",
                "--no-subscriptions",
                "--no-password",
                "--encoding=UTF8",
                "--exclude-schema=dbferry",
                LOCK_WAIT));
        if (snapshot != null) {
            command.add("--snapshot=" + snapshot);
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(database.libpqEnvironment());
        builder.environment().put("LC_ALL", "C");
        try {
            run(builder, LONGEST, output);
        } catch (FailedException e) {
            throw new DbferryException(
                    Failure.SOURCE_DATABASE,
                    "cannot dump the schema with '" + program + "': " + e.getMessage(),
                    "Fix what it says; until then 'schema: tables' in the config ships the tables' own schema without pg_dump",
                    e);
        }
    }

    /** Dumps the schema to nowhere, to see whether it can; throws as {@link #dump}. */
    public void check(Database database) throws IOException {
        for (Section section : Section.values()) {
            dump(database, section, null, sql -> sql.transferTo(OutputStream.nullOutputStream()));
        }
    }

    /** A program that did not end well. */
    private static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        FailedException(String message) {
            super(message);
        }
    }

    private static void run(ProcessBuilder builder, Duration limit, Output output) throws IOException, FailedException {
        Process process = builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        try (InputStream sql = process.getInputStream();
                InputStream errors = process.getErrorStream()) {
            CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> lastLines(errors));
            CompletableFuture<Boolean> late =
                    new CompletableFuture<Boolean>().completeOnTimeout(true, limit.toMillis(), TimeUnit.MILLISECONDS);
            late.thenAccept(isLate -> stopIf(isLate, process));
            output.take(sql);
            int exit = process.waitFor();
            late.complete(false);
            if (exit != 0) {
                throw new FailedException(
                        late.join()
                                ? "it took longer than " + limit.toMinutes() + " minutes"
                                : "it ended with " + exit + ": " + said.join());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void stopIf(boolean isLate, Process process) {
        if (isLate) {
            process.destroyForcibly();
        }
    }

    private static String lastLines(InputStream errors) {
        try {
            List<String> lines = new String(errors.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("; ", lines.subList(Math.max(0, lines.size() - STDERR_LINES), lines.size()));
        } catch (IOException e) {
            return "it said nothing";
        }
    }
}
