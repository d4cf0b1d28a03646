package io.dbferry.demo.servers;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * One PostgreSQL server on 127.0.0.1, with everything that it writes in one folder.
 * It ends with this JVM, however that ends: a guard process waits for the end of a pipe from here and stops the
 * server then, so that not even {@code kill -9} leaves one behind.
 */
public final class DemoPostgres implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final long STOP_SECONDS = 30;

    /** No sync to disk, because the data need not outlive the machine; no sockets or shared memory outside the folder. */
    private static final String SETTINGS = """
            listen_addresses = '127.0.0.1'
            port = %d
            unix_socket_directories = ''
            dynamic_shared_memory_type = mmap
            shared_buffers = 48MB
            max_connections = 40
            fsync = off
            synchronous_commit = off
            full_page_writes = off
            max_wal_size = 256MB
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            """;

    private final Process guard;
    private final DemoDatabase superuser;

    private DemoPostgres(Process guard, DemoDatabase superuser) {
        this.guard = guard;
        this.superuser = superuser;
    }

    /** Makes a database cluster in a folder that does not exist yet and starts its server; ready when it returns. */
    public static DemoPostgres start(PostgresBinaries binaries, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path data = folder.resolve("data");
        Path log = folder.resolve("server.log");
        String password = DemoPassword.random();
        Path passwordFile = PrivateFile.create(folder.resolve("superuser-password"), password + "\n");
        run(
                log,
                binaries.command(
                        "initdb",
                        "--pgdata=" + data,
                        "--username=postgres",
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-sync",
                        "--set=dynamic_shared_memory_type=mmap"));
        Process guard = guard(binaries, data, log);
        try {
            int port = startOnFreePort(binaries, data, log);
            return new DemoPostgres(guard, new DemoDatabase(port, "postgres", "postgres", password));
        } catch (IOException | RuntimeException e) {
            stop(guard);
            throw e;
        }
    }

    public DemoDatabase superuser() {
        return superuser;
    }

    /**
     * Stops the server and waits until it has let go of its files, which stay; its process ends a moment later. Safe to
     * repeat.
     */
    @Override
    public void close() throws IOException {
        stop(guard);
    }

    /** Another program may take the port between its choice and the start, so a failed start is tried again. */
    private static int startOnFreePort(PostgresBinaries binaries, Path data, Path log) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = FreePort.find();
            Files.writeString(data.resolve("postgresql.auto.conf"), SETTINGS.formatted(port));
            try {
                run(log, binaries.command("pg_ctl", "start", "-w", "-D", data.toString(), "-l", log.toString()));
                return port;
            } catch (DbferryException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Signals are ignored: Ctrl-C reaches every process of the terminal, and the JVM still needs the server then. */
    private static Process guard(PostgresBinaries binaries, Path data, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' INT TERM HUP; cat; exec \"$@\"", "sh"));
        command.addAll(binaries.command("pg_ctl", "stop", "-w", "-m", "fast", "-D", data.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Waits even when interrupted: whoever stops the demo deletes the folder next. */
    private static void stop(Process guard) throws IOException {
        guard.getOutputStream().close();
        CompletableFuture<Process> stopped = guard.onExit().orTimeout(STOP_SECONDS, TimeUnit.SECONDS);
        try {
            stopped.join();
        } catch (CompletionException e) {
            throw new IOException("cannot stop the demo's PostgreSQL: it still runs after " + STOP_SECONDS + " s", e);
        }
    }

    private static void run(Path log, List<String> command) throws IOException {
        Files.writeString(log, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        long before = Files.size(log);
        int exit;
        try {
            exit = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("cannot start the demo's PostgreSQL: interrupted", e);
        }
        if (exit != 0) {
            byte[] said = Files.readAllBytes(log);
            String text = new String(said, (int) before, (int) (said.length - before), StandardCharsets.UTF_8).strip();
            throw new DbferryException(
                    Failure.SOURCE_DATABASE,
                    "cannot start the demo's PostgreSQL: exit code " + exit + " of " + command + ":\n" + text,
                    "As root, the demo needs `unshare -U`; if this machine does not allow it, use another account.");
        }
    }
}
