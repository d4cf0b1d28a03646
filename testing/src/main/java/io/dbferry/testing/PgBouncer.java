package io.dbferry.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real PgBouncer before one database, on a free port of 127.0.0.1, which asks nobody for a password. */
public final class PgBouncer implements AutoCloseable {
    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it; the test is skipped where the program is not installed.
     *
     * @param mode session, transaction or statement
     * @param more further lines of its section {@code [pgbouncer]}
     */
    public static PgBouncer start(Path folder, PostgresServer server, String database, String mode, String... more)
            throws IOException, InterruptedException {
        Path program = RequiredProgram.find("pgbouncer");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        List<String> lines = new ArrayList<>(List.of(
                "[databases]",
                "pooled = host=127.0.0.1 port=" + server.port() + " dbname=" + database + " user=postgres",
                "[pgbouncer]",
                "listen_addr=127.0.0.1",
                "listen_port=" + port,
                "unix_socket_dir=",
                "auth_type=any",
                "pool_mode=" + mode));
        if ("root".equals(System.getProperty("user.name"))) {
            lines.add("user=nobody");
        }
        lines.addAll(List.of(more));
        Path ini = Files.write(Files.createTempFile(folder, "pgbouncer", ".ini"), lines);
        Process process = new ProcessBuilder(program.toString(), ini.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                .start();
        awaitPort(port);
        return new PgBouncer(process, port);
    }

    private static void awaitPort(int port) throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new IOException("pgbouncer does not answer on port " + port);
    }

    /** A libpq URL of the pooled database for the superuser. */
    public String url() {
        return "postgresql://postgres@127.0.0.1:" + port + "/pooled";
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
