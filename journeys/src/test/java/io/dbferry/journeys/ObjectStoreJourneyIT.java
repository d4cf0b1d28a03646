package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.objects.ObjectServer;
import java.nio.file.Path;
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
            BucketDepot.use(servers, server, bucket, "30s");
            assertThat(servers.sender("check", "--remote").exit()).isZero();

            TwoServers.Run complete = servers.sender("dump", "complete");
            assertThat(complete.err()).isEmpty();
            assertThat(complete.exit()).isZero();
            assertThat(servers.receiver("load").out()).startsWith("applied complete 000001: 2 rows inserted");
            servers.onSender("UPDATE bus SET plate = 'CC', updated_at = now() WHERE id = 1;"
                    + " INSERT INTO bus (plate) VALUES ('ñ')");
            assertThat(servers.sender("dump", "partial").exit()).isZero();
            assertThat(servers.receiver("load").out()).startsWith("applied partial 000002: 1 row inserted, 1 updated");
            assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
            assertThat(servers.receiver("verify").exit()).isZero();
            assertThat(servers.sender("status").out()).contains("viz");
            TwoServers.Run pruned = servers.receiver("prune");
            assertThat(pruned.exit()).isZero();

            server.ignoreConditions(true);
            TwoServers.Run check = servers.sender("check");
            assertThat(check.exit()).isEqualTo(4);
            assertThat(check.out() + check.err()).contains("asked to create only once");
            assertThat(servers.sender("dump", "complete").exit()).isEqualTo(4);
            server.ignoreConditions(false);
            assertThat(servers.sender("dump", "complete").exit()).isZero();
            assertThat(servers.receiver("load").exit()).isZero();
            assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        }
    }
}
