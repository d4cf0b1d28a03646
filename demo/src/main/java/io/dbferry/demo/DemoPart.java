package io.dbferry.demo;

import io.dbferry.demo.servers.DemoFolders;
import io.dbferry.demo.servers.DemoKafka;
import io.dbferry.demo.servers.DemoObjects;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a demo shows beside the usual: an object store in place of SFTP, or a Kafka broker behind the receiver.
 *
 * @param depot for both configs, in place of SFTP
 * @param both lines for both configs
 * @param receiver lines for the receiver's config
 * @param topics what reads the broker's topics
 */
record DemoPart(
        Optional<String> depot,
        String both,
        String receiver,
        Optional<Arrivals> topics,
        @Nullable AutoCloseable server) implements AutoCloseable {
    static final DemoPart NONE = new DemoPart(Optional.empty(), "", "", Optional.empty(), null);

    /** The words of {@code --with}. */
    enum Kind {
        KAFKA(DemoKafka.NAME),
        S3(DemoObjects.NAME);

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** @param kind null for none */
    static DemoPart start(@Nullable Kind kind, DemoFolders folders) throws IOException {
        if (kind == null) {
            return NONE;
        }
        if (kind == Kind.S3) {
            DemoObjects objects = DemoObjects.start(folders.demo().resolve("s3"));
            return new DemoPart(Optional.of(objects.depot()), objects.access(), "", Optional.empty(), objects);
        }
        DemoKafka kafka = DemoKafka.start(folders.demo().resolve("kafka"));
        return new DemoPart(
                Optional.empty(),
                "",
                "publish: {kafka: {bootstrap: \"" + kafka.bootstrap() + "\"}}\n",
                Optional.of(new DemoTopics(kafka.bootstrap())),
                kafka);
    }

    /** What a consumer of the topics has got since the last time, as lines. */
    List<String> arrived() {
        return topics.map(Arrivals::arrived).orElse(List.of());
    }

    @Override
    public void close() throws IOException {
        topics.ifPresent(Arrivals::close);
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot end the server", e);
        }
    }
}
