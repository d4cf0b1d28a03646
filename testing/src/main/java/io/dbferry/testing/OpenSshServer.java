package io.dbferry.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * OpenSSH's own server with its SFTP server, on a free port of 127.0.0.1. It runs as the user of the tests, who is
 * the one who can log in, and sees the whole file system of this machine.
 */
public final class OpenSshServer implements SftpServer {
    private final Path program;
    private final Path root;
    private final int port;
    private final SshKey hostKey;
    private Process process;

    private OpenSshServer(Path program, Path root, int port, SshKey hostKey) throws IOException {
        this.program = program;
        this.root = root;
        this.port = port;
        this.hostKey = hostKey;
        this.process = launch();
    }

    /**
     * Starts a server with host keys of three types.
     *
     * @param root a folder for the server's own files: config, host keys, log
     */
    public static OpenSshServer start(Path root, List<Path> authorizedPublicKeys) throws IOException {
        return start(root, authorizedPublicKeys, "internal-sftp");
    }

    /** Starts a server on which every change is refused for want of a right. */
    public static OpenSshServer startReadOnly(Path root, List<Path> authorizedPublicKeys) throws IOException {
        return start(root, authorizedPublicKeys, "internal-sftp -R");
    }

    /** Starts a server on which text comes before SFTP begins, as of a login script that prints. */
    public static OpenSshServer startPrinting(Path root, List<Path> authorizedPublicKeys) throws IOException {
        return start(root, authorizedPublicKeys, "/bin/echo Welcome to this server && sleep 5");
    }

    /** Starts a server that exchanges keys in one old way only. */
    public static OpenSshServer startWithOldKeyExchange(Path root, List<Path> authorizedPublicKeys) throws IOException {
        return start(root, authorizedPublicKeys, "internal-sftp\nKexAlgorithms diffie-hellman-group14-sha1");
    }

    private static OpenSshServer start(Path root, List<Path> authorizedPublicKeys, String sftpServer)
            throws IOException {
        Path program = RequiredProgram.find("sshd");
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Files.createDirectories(root);
        SshKey hostKey = SshKey.make(root, "ed25519");
        List<String> authorized = new ArrayList<>();
        for (Path key : authorizedPublicKeys) {
            authorized.addAll(Files.readAllLines(key));
        }
        Files.write(root.resolve("authorized_keys"), authorized);
        int port = freePort();
        Path config = root.resolve("sshd_config");
        Files.writeString(config, config(root, port, hostKey, sftpServer));
        // From version 9.8 a server shuts out an address that failed to log in a few times.
        if (ChildProcess.run(program, "-t", "-f", config.toString(), "-o", "PerSourcePenalties=no")
                        .exitCode()
                == 0) {
            Files.writeString(config, Files.readString(config) + "PerSourcePenalties no\n");
        }
        OpenSshServer server = new OpenSshServer(program, root, port, hostKey);
        Files.writeString(server.knownHosts(), "[127.0.0.1]:" + port + " " + hostKey.publicLine() + "\n");
        return server;
    }

    private static String config(Path root, int port, SshKey hostKey, String sftpServer) {
        return """
                ListenAddress 127.0.0.1:%d
                HostKey %s
                HostKey %s
                HostKey %s
                AuthorizedKeysFile %s/authorized_keys
                PidFile none
                UsePAM no
                StrictModes no
                PermitRootLogin yes
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                MaxStartups 100
                Subsystem sftp %s
                """.formatted(
                        port,
                        SshKey.make(root, "rsa").privateFile(),
                        SshKey.make(root, "ecdsa").privateFile(),
                        hostKey.privateFile(),
                        root,
                        sftpServer);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        Path log = root.resolve("sshd.log");
        Process launched = new ProcessBuilder(
                        program.toString(),
                        "-D",
                        "-e",
                        "-f",
                        root.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Awaitility.await("sshd listens; its log is " + log)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !launched.isAlive() || listens());
        if (!launched.isAlive()) {
            throw new IOException("sshd ended: " + Files.readString(log));
        }
        return launched;
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int port() {
        return port;
    }

    /** The process that listens; another one after {@link #restart}. */
    public long pid() {
        return process.pid();
    }

    /** Knows the server by its ed25519 key only, although the server offers others too. */
    @Override
    public Path knownHosts() {
        return root.resolve("known_hosts");
    }

    /** The host key that {@link #knownHosts} has. */
    public SshKey hostKey() {
        return hostKey;
    }

    @Override
    public String user() {
        return System.getProperty("user.name");
    }

    /** Ends all sessions with SIGKILL; the server goes on listening. */
    public void killSessions() {
        ProcessHandle[] sessions = process.descendants().toArray(ProcessHandle[]::new);
        Arrays.stream(sessions).forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends the server and all sessions with SIGKILL. */
    public void killAll() {
        ProcessHandle[] sessions = process.descendants().toArray(ProcessHandle[]::new);
        process.destroyForcibly();
        Arrays.stream(sessions).forEach(ProcessHandle::destroyForcibly);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive() && !listens());
    }

    /** Starts the server again on the same port, with the same keys. */
    public void restart() throws IOException {
        killAll();
        process = launch();
    }

    @Override
    public void close() {
        killAll();
    }
}
