package io.dbferry.stream.store.s3;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.part.ObjectAccount;
import io.dbferry.testing.objects.ObjectServer;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Accounts of the test's server. */
final class TestBucket {
    static final Map<String, String> ENVIRONMENT =
            Map.of("AWS_ACCESS_KEY_ID", ObjectServer.KEY, "AWS_SECRET_ACCESS_KEY", ObjectServer.SECRET);

    /** The least that servers take. */
    static final int PART_BYTES = 5 << 20;

    private static final S3Sizes SMALL = new S3Sizes(PART_BYTES, 10);

    private TestBucket() {}

    static ObjectAccount account(ObjectServer server, String bucket) {
        return account(server.endpoint(), bucket);
    }

    static ObjectAccount account(URI endpoint, String bucket) {
        return new ObjectAccount(
                bucket, "some/prefix", Optional.of(endpoint), "us-east-1", true, Optional.empty(), ENVIRONMENT);
    }

    static S3Store on(ObjectServer server) throws DepotException {
        return on(account(server, server.newBucket()));
    }

    static S3Store on(ObjectAccount account) throws DepotException {
        return S3Store.open(account, SMALL);
    }
}
