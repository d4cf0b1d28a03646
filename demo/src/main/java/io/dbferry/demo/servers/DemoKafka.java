package io.dbferry.demo.servers;

import io.dbferry.files.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Kafka broker of one node. */
public final class DemoKafka implements AutoCloseable {
    public static final String NAME = "kafka";

    private static final String CLUSTER = "ZGVtbzEyMzQ1Njc4OTAxMg";

    private final int port;
    private final DemoProcess process;

    private DemoKafka(int port, DemoProcess process) {
        this.port = port;
        this.process = process;
    }

    public static DemoKafka start(Path folder) throws IOException {
        int port = FreePort.find();
        int controller = FreePort.find();
        Path properties = PrivateFile.folder(folder).resolve("server.properties");
        Files.write(
                properties,
                List.of(
                        "process.roles=broker,controller",
                        "node.id=1",
                        "controller.quorum.voters=1@127.0.0.1:" + controller,
                        "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
                        "controller.listener.names=CONTROLLER",
                        "log.dirs=" + folder.resolve("logs"),
                        "offsets.topic.replication.factor=1",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.min.isr=1",
                        "transaction.state.log.num.partitions=1",
                        "share.coordinator.state.topic.replication.factor=1",
                        "log.cleaner.dedupe.buffer.size=2097152"));
        format(folder, properties);
        return new DemoKafka(
                port, DemoProcess.start(folder, port, DemoProcess.java(NAME, "kafka.Kafka", properties.toString())));
    }

    private static void format(Path folder, Path properties) throws IOException {
        Path printed = folder.resolve("formatted");
        Process format = new ProcessBuilder(DemoProcess.java(
                        NAME, "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", properties.toString()))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            if (format.waitFor() != 0) {
                throw new IOException("cannot format the broker's folder: " + Files.readString(printed));
            }
        } catch (InterruptedException e) {
            format.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a server starts", e);
        }
    }

    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.close();
    }
}
