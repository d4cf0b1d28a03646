package io.dbferry.soak;

import io.dbferry.files.FolderTree;
import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.FreePort;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * A PostgreSQL server with a data folder of its own that can be killed and started again. What it has committed
 * survives the death of its processes, as with a server in earnest; the death of the machine it would not survive.
 */
final class CrashingPostgres implements AutoCloseable {
    private static final int START_ATTEMPTS = 30;

    private static final String SETTINGS = """
            listen_addresses = '127.0.0.1'
            port = %d
            unix_socket_directories = ''
            dynamic_shared_memory_type = mmap
            shared_buffers = 32MB
            max_connections = 60
            wal_level = logical
            synchronous_commit = on
            fsync = off
            full_page_writes = off
            min_wal_size = 32MB
            max_wal_size = 128MB
            jit = off
            timezone = '%s'
            """;

    private final String name;
    private final Path programs;
    private final Path data;
    private final Path log;
    private final int port;
    private final Guard guard;

    private CrashingPostgres(String name, Path programs, Path folder, int port, Guard guard) {
        this.name = name;
        this.programs = programs;
        this.data = folder.resolve("data");
        this.log = folder.resolve("server.log");
        this.port = port;
        this.guard = guard;
    }

    /** Makes a cluster in a folder that does not exist yet, and starts its server. */
    static CrashingPostgres start(String name, int major, Path folder, String timeZone, Guard guard)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        CrashingPostgres server = new CrashingPostgres(name, unpacked(major), folder, FreePort.any(), guard);
        server.run("initdb", "-D", server.data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
                .succeeded();
        Files.writeString(server.data.resolve("postgresql.auto.conf"), SETTINGS.formatted(server.port, timeZone));
        server.startAgain();
        server.execute("postgres", "CREATE DATABASE app TEMPLATE template0");
        return server;
    }

    /** The server's programs, unpacked once for all runs from the jar that the build brings. */
    private static synchronized Path unpacked(int major) throws IOException {
        Path jars = Path.of(System.getProperty("dbferry.test-postgres", "../testing/target/test-postgres"))
                .toAbsolutePath();
        Path folder = jars.resolve("postgres-" + major);
        if (!Files.isDirectory(folder)) {
            Path fresh = Files.createTempDirectory(jars, "unpacking");
            try (ZipInputStream zip =
                    new ZipInputStream(Files.newInputStream(jars.resolve("postgres-" + major + ".jar")))) {
                ZipEntry entry = zip.getNextEntry();
                while (entry != null && !entry.getName().endsWith(".txz")) {
                    entry = zip.getNextEntry();
                }
                unpack(zip, fresh);
            }
            try {
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
                FolderTree.delete(fresh); // another process of the tests was first
            }
        }
        return folder.resolve("bin");
    }

    private static void unpack(InputStream txz, Path folder) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(txz)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.createDirectories(target.getParent());
                    Files.copy(tar, target);
                    target.toFile().setExecutable((entry.getMode() & 0100) != 0);
                }
            }
        }
    }

    /** PostgreSQL refuses to run as root, so root runs it in a user namespace of its own, where it is nobody. */
    private ChildProcess run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return ChildProcess.run(new ProcessBuilder(command));
    }

    /** Starts the server on its data; after a kill, when the last of its processes is gone. */
    void startAgain() throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            ChildProcess started = run("pg_ctl", "start", "-w", "-t", "120", "-D", data.toString(), "-l", "" + log);
            if (started.exitCode() == 0) {
                guard.watch(name, postmaster().pid());
                return;
            }
            if (attempt == START_ATTEMPTS) {
                throw new IOException("cannot start PostgreSQL: " + started.output() + Files.readString(log));
            }
            Thread.sleep(500);
        }
    }

    /** Stops the server at once, without a word to anybody: what is not committed is lost. */
    void stopImmediately() throws IOException {
        guard.forget(name);
        run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data.toString());
    }

    /** Kills the first process of the server with SIGKILL; the others notice and end by themselves. */
    void kill() throws IOException {
        guard.forget(name);
        postmaster().destroyForcibly();
    }

    private ProcessHandle postmaster() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        return ProcessHandle.of(pid).orElseThrow(() -> new IOException("no process " + pid));
    }

    Path data() {
        return data;
    }

    String url(String role) {
        return "postgresql://" + role + "@127.0.0.1:" + port + "/app";
    }

    Connection connect() throws SQLException {
        return connect("app");
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database
                + "?user=postgres&loginTimeout=10&socketTimeout=120&ApplicationName=application");
    }

    /** Returns how many rows it changed. */
    int update(String sql) throws IOException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    void execute(String sql) throws IOException {
        execute("app", sql);
    }

    private void execute(String database, String sql) throws IOException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        stopImmediately();
    }
}
