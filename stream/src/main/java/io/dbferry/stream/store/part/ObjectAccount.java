package io.dbferry.stream.store.part;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What opens an object store.
 *
 * @param prefix names before each key, with {@code /} between them; empty for the whole bucket
 * @param endpoint empty for Amazon's own
 * @param credentialsFile in the format of {@code ~/.aws/credentials}, whose profile {@code default} counts
 * @param environment may hold the credentials, if no file is named
 */
public record ObjectAccount(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        String region,
        boolean pathStyle,
        Optional<Path> credentialsFile,
        Map<String, String> environment) {
    /** Nothing secret is to be seen. */
    @Override
    public String toString() {
        return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }
}
