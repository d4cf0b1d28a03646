package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.objects.ObjectServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole journey whose depot is a bucket. */
class ObjectStoreJourneyIT {
    @TempDir
    private Path folder;

    @Test
    void completeAndPartialsTravelThroughABucket() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE bus (id serial PRIMARY KEY, plate text, updated_at timestamptz DEFAULT now())");
        servers.onSender("INSERT INTO bus (plate) VALUES ('AA'), ('BB')");
        try (ObjectServer server = ObjectServer.start()) {
            String bucket = server.newBucket();
            useBucket(servers, server, bucket);
            assertThat(servers.sender("check", "--remote").exit()).isZero();

            TwoServers.Run complete = servers.sender("dump", "complete");
            assertThat(complete.err()).isEmpty();
            assertThat(complete.exit()).isZero();
            assertThat(servers.receiver("load").out()).startsWith("applied complete 000001: 2 rows inserted");
            servers.onSender("UPDATE bus SET plate = 'CC', updated_at = now() WHERE id = 1;"
                    + " INSERT INTO bus (plate) VALUES ('ñ')");
            assertThat(servers.sender("dump", "partial").exit()).isZero();
            assertThat(servers.receiver("load").out()).startsWith("applied partial 000002: 1 rows inserted, 1 updated");
            assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
            assertThat(servers.receiver("verify").exit()).isZero();
            assertThat(servers.sender("status").out()).contains("viz");
            TwoServers.Run pruned = servers.receiver("prune");
            assertThat(pruned.exit()).isZero();

            server.ignoreConditions(true);
            TwoServers.Run check = servers.sender("check");
            assertThat(check.exit()).isEqualTo(4);
            assertThat(check.out() + check.err()).contains("asked to create only if there is none");
            assertThat(servers.sender("dump", "complete").exit()).isEqualTo(4);
            server.ignoreConditions(false);
            assertThat(servers.sender("dump", "complete").exit()).isZero();
            assertThat(servers.receiver("load").exit()).isZero();
            assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        }
    }

    private void useBucket(TwoServers servers, ObjectServer server, String bucket) throws Exception {
        Path credentials = folder.resolve("credentials");
        Files.createFile(credentials, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                credentials,
                "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                        .formatted(ObjectServer.KEY, ObjectServer.SECRET));
        for (String role : new String[] {"sender", "receiver"}) {
            Path config = folder.resolve(role + ".yaml");
            Files.writeString(
                    config,
                    Files.readString(config).replace("depot: " + servers.depot(), "depot: s3://" + bucket + "/a/stream")
                            + "s3: {endpoint: \"%s\", path-style: yes, credentials-file: %s}\n"
                                    .formatted(server.endpoint(), credentials));
        }
    }
}
