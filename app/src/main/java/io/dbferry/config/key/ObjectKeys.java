package io.dbferry.config.key;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The keys of an object store, which both sides have. */
public final class ObjectKeys {
    public static final String SECTION = "s3";

    public static final Key<URI> ENDPOINT = Key.both("s3.endpoint", Forms.ENDPOINT)
            .otherwise("Amazon's")
            .example("https://objects.example.org:9000")
            .means("the server of an `s3://` depot: [use an object store](../how-to/use-an-object-store.md)");

    public static final Key<String> REGION = Key.both("s3.region", Forms.REGION)
            .standard("us-east-1")
            .example("eu-central-1")
            .means("the bucket's region; most servers that are not Amazon's take the default");

    public static final Key<Boolean> PATH_STYLE = Key.both("s3.path-style", Forms.either("yes", true, "no", false))
            .standard("no")
            .example("yes")
            .means(
                    "`yes`: the bucket is a part of the path and not of the host's name, as Ceph and MinIO often need it");

    public static final Key<Path> CREDENTIALS_FILE = Key.both("s3.credentials-file", Forms.PATH)
            .otherwise("`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`")
            .example("/etc/dbferry/s3-credentials")
            .means("a file like `~/.aws/credentials`, whose section `[default]` counts. Other users must not be able to"
                    + " read it");

    public static final Key<Duration> RETRY_FOR = Key.both("s3.retry-for", Forms.DURATION)
            .standard("30s")
            .example("2m")
            .means("as `ssh.retry-for`, for an `s3://` depot");

    static final List<Key<?>> ALL = List.of(ENDPOINT, REGION, PATH_STYLE, CREDENTIALS_FILE, RETRY_FOR);

    private ObjectKeys() {}
}
