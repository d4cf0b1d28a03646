package io.dbferry.stream.store.s3;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.part.ObjectAccount;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes the client of an account. Reads no file and no variable that the account does not name. */
final class S3Login {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** As long as a silent SFTP server is waited for. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** The JDK keeps up to 5 connections, and a server may have closed all of them: the sixth is a new one. */
    private static final int TRIES = 7;

    private static final String ACCESS_KEY = "AWS_ACCESS_KEY_ID";
    private static final String SECRET_KEY = "AWS_SECRET_ACCESS_KEY";
    private static final String SESSION = "AWS_SESSION_TOKEN";

    private S3Login() {}

    static S3Client client(ObjectAccount account) throws DepotException {
        AwsCredentials credentials = credentials(account);
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE))
                .region(Region.of(account.region()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .forcePathStyle(account.pathStyle())
                .serviceConfiguration(S3Configuration.builder()
                        // The JDK's client may write into a connection that the server has closed after its "continue".
                        .expectContinueEnabled(false)
                        // A server that refuses after the first chunk closes the connection while the last is written.
                        .chunkedEncodingEnabled(false)
                        .build())
                // What else the library would add to each request, Ceph, R2 and Google refuse.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                // No files of the user's but the one that is named.
                .overrideConfiguration(config -> config.retryStrategy(atOnce())
                        .defaultProfileFile(ProfileFile.aggregator().build()));
        account.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /**
     * The JDK's client may write into a kept connection that the server has closed, and the library learns the server's
     * time from a refusal. All else is retried as with any other store.
     */
    private static RetryStrategy atOnce() {
        return StandardRetryStrategy.builder()
                .maxAttempts(TRIES)
                .backoffStrategy(BackoffStrategy.retryImmediately())
                .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                .circuitBreakerEnabled(false)
                .retryOnExceptionOrCauseInstanceOf(IOException.class)
                .retryOnException(e -> e instanceof SdkException sdk && RetryUtils.isClockSkewException(sdk))
                .build();
    }

    private static AwsCredentials credentials(ObjectAccount account) throws DepotException {
        StoreAction action = StoreAction.open(account.toString());
        Optional<Path> file = account.credentialsFile();
        if (file.isPresent()) {
            return ofFile(file.get(), action);
        }
        Map<String, String> environment = account.environment();
        return credentials(environment.get(ACCESS_KEY), environment.get(SECRET_KEY), environment.get(SESSION))
                .orElseThrow(() -> action.because(
                        Problem.AUTHENTICATION,
                        "no credentials are given",
                        "Name a file with them in s3.credentials-file, or set " + ACCESS_KEY + " and " + SECRET_KEY
                                + " where the command runs.",
                        null));
    }

    private static AwsCredentials ofFile(Path file, StoreAction action) throws DepotException {
        try {
            Profile profile = ProfileFile.builder()
                    .content(file)
                    .type(ProfileFile.Type.CREDENTIALS)
                    .build()
                    .profile("default")
                    .orElseThrow(() -> new IllegalArgumentException("it has no section [default]"));
            return credentials(
                            profile.property("aws_access_key_id").orElse(null),
                            profile.property("aws_secret_access_key").orElse(null),
                            profile.property("aws_session_token").orElse(null))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "its section [default] lacks aws_access_key_id or aws_secret_access_key"));
        } catch (RuntimeException e) { // what the library throws for a file that is missing, or is no such file
            throw action.because(
                    Problem.AUTHENTICATION,
                    "credentials file '" + file + "' cannot be used: " + e.getMessage(),
                    "Write it as ~/.aws/credentials is written: [default], aws_access_key_id = …, aws_secret_access_key = … .",
                    e);
        }
    }

    private static Optional<AwsCredentials> credentials(
            @Nullable String access, @Nullable String secret, @Nullable String session) {
        if (access == null || secret == null || access.isBlank() || secret.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(
                session == null || session.isBlank()
                        ? AwsBasicCredentials.create(access, secret)
                        : AwsSessionCredentials.create(access, secret, session));
    }
}
