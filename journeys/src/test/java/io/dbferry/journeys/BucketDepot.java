package io.dbferry.journeys;

import io.dbferry.testing.objects.ObjectServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Puts a bucket into both configs, in place of the depot's folder. */
final class BucketDepot {
    private BucketDepot() {}

    static void use(TwoServers servers, ObjectServer server, String bucket, String retryFor) throws IOException {
        Path credentials = servers.folder().resolve("credentials");
        Files.createFile(
                credentials, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                credentials,
                "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                        .formatted(ObjectServer.KEY, ObjectServer.SECRET));
        for (String role : new String[] {"sender", "receiver"}) {
            Path config = servers.folder().resolve(role + ".yaml");
            Files.writeString(
                    config,
                    Files.readString(config).replace("depot: " + servers.depot(), "depot: s3://" + bucket + "/a/stream")
                            + "s3: {endpoint: \"%s\", path-style: yes, credentials-file: %s, retry-for: %s}\n"
                                    .formatted(server.endpoint(), credentials, retryFor));
        }
    }
}
