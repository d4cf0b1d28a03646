package io.dbferry.stream.store.s3;

import io.dbferry.stream.DepotContract;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.ObjectsContract;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StoreContract;
import io.dbferry.stream.store.part.ObjectAccount;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.s3.S3Client;

/** The contracts of stores and depots on the server that {@code -Ds3.endpoint} names; {@code s3/radosgw} runs it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3OnRadosgw extends StoreContract implements ObjectsContract {
    private static final URI ENDPOINT = URI.create(System.getProperty("s3.endpoint", ""));

    @Override
    public Store open() throws DepotException {
        return inNewBucket();
    }

    private static Store inNewBucket() throws DepotException {
        ObjectAccount account = TestBucket.account(ENDPOINT, UUID.randomUUID().toString());
        try (S3Client client = S3Login.client(account)) {
            client.createBucket(r -> r.bucket(account.bucket()));
        }
        return TestBucket.on(account);
    }

    @Nested
    class AsDepot extends DepotContract {
        @Override
        public Store open() throws DepotException {
            return inNewBucket();
        }
    }
}
