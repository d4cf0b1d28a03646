package io.dbferry.journeys;

import io.dbferry.testing.kafka.KafkaServer;
import io.dbferry.testing.objects.ObjectServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * What the journeys of {@link TwoServers} have around them. With {@code -Ddbferry.depot=s3} their depot's folder is a
 * bucket of an S3 server, and with {@code -Ddbferry.publish=kafka} each load publishes what it changed. Either server
 * starts with the first journey and ends with the Java machine.
 */
final class ChosenSurroundings {
    private static final AtomicInteger JOURNEYS = new AtomicInteger();

    /** @param location for {@code depot}, and {@code keys} for both configs */
    record ChosenDepot(String location, String keys) {}

    private ChosenSurroundings() {}

    /** @param folder what tests look into, and damage, whatever the depot is */
    static ChosenDepot depot(Path folder) throws IOException {
        if (!bucket()) {
            return new ChosenDepot(folder.toString(), "");
        }
        String bucket = "bucket-" + JOURNEYS.incrementAndGet();
        Files.createSymbolicLink(Buckets.FOLDER.resolve(bucket), folder);
        return new ChosenDepot(
                "s3://" + bucket,
                "s3: {endpoint: \"%s\", path-style: yes, credentials-file: %s, retry-for: 20s}\n"
                        .formatted(Buckets.SERVER.endpoint(), Buckets.CREDENTIALS));
    }

    /** Skips a test that does to the depot what only a folder allows: links, folders in the way, files carried by hand. */
    static void needFolder() {
        Assumptions.assumeFalse(bucket(), "needs a depot that is a folder");
    }

    private static boolean bucket() {
        return "s3".equals(System.getProperty("dbferry.depot"));
    }

    /** Lines for the receiver's config. */
    static String publishing() {
        return "kafka".equals(System.getProperty("dbferry.publish"))
                ? "publish: {kafka: {bootstrap: \"%s\", prefix: journey-%d}}\n"
                        .formatted(Broker.SERVER.bootstrap(), JOURNEYS.incrementAndGet())
                : "";
    }

    private static final class Buckets {
        static final Path FOLDER = folder("buckets");
        static final Path CREDENTIALS = credentials();
        static final ObjectServer SERVER = server();

        private static Path credentials() {
            try {
                Path file = folder("credentials").resolve("credentials");
                Files.writeString(
                        file,
                        "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                                .formatted(ObjectServer.KEY, ObjectServer.SECRET));
                return Files.setPosixFilePermissions(
                        file, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static ObjectServer server() {
            try {
                return new ObjectServer(FOLDER);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Broker {
        static final KafkaServer SERVER = server();

        private static KafkaServer server() {
            try {
                KafkaServer server = KafkaServer.start(folder("kafka"));
                Runtime.getRuntime().addShutdownHook(new Thread(server::close));
                return server;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Below the build's folder: it stays until the next build. */
    private static Path folder(String name) {
        try {
            return Files.createTempDirectory(
                    Files.createDirectories(Path.of("target").toAbsolutePath()), name);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
