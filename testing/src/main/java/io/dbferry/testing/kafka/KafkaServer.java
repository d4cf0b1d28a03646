package io.dbferry.testing.kafka;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private Process process;

    private KafkaServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Formats its folder and starts it, with these settings over the usual ones. */
    public static KafkaServer start(Path folder, String... settings) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port = FreePort.any();
        int controller = FreePort.any();
        List<String> lines = new ArrayList<>(List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + controller,
                "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
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
        lines.addAll(List.of(settings));
        Files.write(folder.resolve("server.properties"), lines);
        ChildProcess.run(new ProcessBuilder(java(
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        CLUSTER,
                        "-c",
                        folder.resolve("server.properties").toString())))
                .succeeded();
        KafkaServer server = new KafkaServer(folder, port, launch(folder));
        server.await();
        return server;
    }

    public String bootstrap() {
        return "127.0.0.1:" + port;
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
