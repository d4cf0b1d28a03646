package io.dbferry.testing.kafka;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.FreePort;
import io.dbferry.testing.mail.TlsKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Kafka broker that is its own controller, in 128 MB of heap, on a port of 127.0.0.1 that stays when it starts again.
 * Its jars are not on the class path of the tests: they are of other versions of libraries.
 */
public final class KafkaServer implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qk";

    private final Path folder;
    private final int port;
    private final int loginPort;
    private Process process;

    private KafkaServer(Path folder, int port, int loginPort, Process process) {
        this.folder = folder;
        this.port = port;
        this.loginPort = loginPort;
        this.process = process;
    }

    /** Who may log in on a second port, over TLS and by SCRAM-SHA-512. */
    public record Login(TlsKey key, String user, String password) {
        private List<String> settings() {
            return List.of(
                    "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL",
                    "ssl.keystore.type=PKCS12",
                    "ssl.keystore.location=" + key.file(),
                    "ssl.keystore.password=" + key.password(),
                    "sasl.enabled.mechanisms=SCRAM-SHA-512",
                    "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config="
                            + "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        }

        private List<String> scram() {
            return List.of("--add-scram", "SCRAM-SHA-512=[name=" + user + ",password=" + password + "]");
        }
    }

    /** Formats its folder and starts it, with these settings over the usual ones. */
    public static KafkaServer start(Path folder, String... settings) throws IOException, InterruptedException {
        return start(folder, Optional.empty(), settings);
    }

    /** The same with a second port for a login. */
    public static KafkaServer start(Path folder, Login login, String... settings)
            throws IOException, InterruptedException {
        return start(folder, Optional.of(login), settings);
    }

    private static KafkaServer start(Path folder, Optional<Login> login, String... settings)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port = FreePort.any();
        int loginPort = FreePort.any();
        int controller = FreePort.any();
        List<String> lines = new ArrayList<>(List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + controller,
                "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller
                        + (login.isEmpty() ? "" : ",SASL_SSL://127.0.0.1:" + loginPort),
                "controller.listener.names=CONTROLLER",
                "log.dirs=" + folder.resolve("logs"),
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "transaction.state.log.num.partitions=1",
                "share.coordinator.state.topic.replication.factor=1",
                "auto.create.topics.enable=false",
                "num.partitions=3",
                "log.cleaner.dedupe.buffer.size=2097152"));
        login.ifPresent(l -> lines.addAll(l.settings()));
        lines.addAll(List.of(settings));
        Path properties = Files.write(folder.resolve("server.properties"), lines);
        List<String> format = java("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", properties.toString());
        login.ifPresent(l -> format.addAll(l.scram()));
        ChildProcess.run(new ProcessBuilder(format)).succeeded();
        KafkaServer server = new KafkaServer(folder, port, loginPort, launch(folder));
        server.await();
        return server;
    }

    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** For those who log in. */
    public String loginBootstrap() {
        return "127.0.0.1:" + loginPort;
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** After {@link #kill}: starts it with what it has on its disk. */
    public void startAgain() throws IOException, InterruptedException {
        process = launch(folder);
        await();
    }

    /** The same, unless it runs. */
    public void startIfKilled() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            startAgain();
        }
    }

    private static Process launch(Path folder) throws IOException {
        return new ProcessBuilder(
                        java("kafka.Kafka", folder.resolve("server.properties").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile())
                .start();
    }

    private static List<String> java(String... words) {
        String postgres = System.getProperty("dbferry.test-postgres", "../testing/target/test-postgres");
        Path jars = Path.of(postgres).resolveSibling("test-kafka");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                jars + "/*"));
        command.addAll(List.of(words));
        return command;
    }

    private void await() throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IllegalStateException(
                        "the broker does not start: " + Files.readString(folder.resolve("printed")));
            }
            Thread.sleep(50);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
