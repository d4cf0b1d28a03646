package io.dbferry.stream.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.stream.Depot;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.part.ObjectAccount;
import io.dbferry.testing.objects.ObjectServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with a bucket, an account or a server, and what the operator reads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3TroubleIT {
    private ObjectServer server;

    @BeforeAll
    void startServer() throws Exception {
        server = ObjectServer.start();
    }

    @AfterAll
    void stopServer() throws Exception {
        server.close();
    }

    @AfterEach
    void failNoMore() {
        server.failNoMore();
        server.ignoreConditions(false);
    }

    private ObjectAccount account(URI endpoint, Optional<Path> file, Map<String, String> environment) {
        return new ObjectAccount("missing", "", Optional.of(endpoint), "us-east-1", true, file, environment);
    }

    @Test
    void bucketThatIsMissingIsNamed() {
        assertProblem(
                () -> S3Store.open(account(server.endpoint(), Optional.empty(), TestBucket.ENVIRONMENT)),
                Problem.ACCESS,
                "cannot open depot 's3://missing': the bucket does not exist");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://127.0.0.1:1     | yes | UNREACHABLE | no answer: Connection refused
            http://nowhere.invalid | no  | UNREACHABLE | no address is known for host 'missing.nowhere.invalid'
            """)
    void serverThatIsMissingIsUnreachable(URI nobody, String pathStyle, Problem problem, String cause) {
        ObjectAccount account = new ObjectAccount(
                "missing",
                "",
                Optional.of(nobody),
                "us-east-1",
                pathStyle.equals("yes"),
                Optional.empty(),
                TestBucket.ENVIRONMENT);
        assertProblem(() -> S3Store.open(account), problem, "cannot open depot 's3://missing': " + cause);
    }

    @Test
    void serverWithoutTlsIsNotAskedAgain() {
        URI https = URI.create(server.endpoint().toString().replace("http:", "https:"));
        assertProblem(
                () -> S3Store.open(account(https, Optional.empty(), TestBucket.ENVIRONMENT)),
                Problem.ACCESS,
                "cannot open depot 's3://missing': no TLS connection to the server: Unsupported or unrecognized SSL message");
    }

    @Test
    void wrongSecretIsRefused() {
        Map<String, String> wrong =
                Map.of("AWS_ACCESS_KEY_ID", ObjectServer.KEY, "AWS_SECRET_ACCESS_KEY", "wrong-secret");
        assertProblem(
                () -> S3Store.open(account(server.endpoint(), Optional.empty(), wrong)),
                Problem.AUTHENTICATION,
                "cannot open depot 's3://missing': the server refuses the access key or its secret"
                        + " (SignatureDoesNotMatch)");
    }

    @Test
    void credentialsThatAreMissingAreAskedFor() {
        assertProblem(
                () -> S3Store.open(account(server.endpoint(), Optional.empty(), Map.of())),
                Problem.AUTHENTICATION,
                "cannot open depot 's3://missing': no credentials are given");
    }

    @Test
    void credentialsOfAFileAreRead(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("credentials");
        Files.writeString(
                file,
                "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                        .formatted(ObjectServer.KEY, ObjectServer.SECRET));
        ObjectAccount good = new ObjectAccount(
                server.newBucket(), "", Optional.of(server.endpoint()), "us-east-1", true, Optional.of(file), Map.of());
        try (S3Store store = S3Store.open(good)) {
            assertThat(store.list("")).isEmpty();
        }
        Files.writeString(file, "[default]\naws_access_key_id = x\n");
        assertProblem(
                () -> S3Store.open(account(server.endpoint(), Optional.of(file), Map.of())),
                Problem.AUTHENTICATION,
                "cannot open depot 's3://missing': credentials file '" + file
                        + "' cannot be used: its section [default]"
                        + " lacks aws_access_key_id or aws_secret_access_key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            403 | RequestTimeTooSkewed  | AUTHENTICATION | the clocks of this machine and of the server differ by too much
            400 | ExpiredToken          | AUTHENTICATION | the credentials have expired, or their session token is wrong
            403 | AccessDenied          | ACCESS         | permission denied
            301 | PermanentRedirect     | ACCESS         | the bucket is in another region
            503 | SlowDown              | UNREACHABLE    | the server answers 503 SlowDown
            403 | QuotaExceeded         | FULL           | no space left
            """)
    void refusalsAreReported(int status, String code, Problem problem, String cause) throws Exception {
        try (S3Store store = TestBucket.on(server)) {
            server.fail(refusing("list", status, code));
            assertProblem(() -> store.list(""), problem, "cannot list depot '" + store.describe() + "': " + cause);
        }
    }

    @Test
    void keyThatMayOnlyReadIsRefusedByACheck() throws Exception {
        try (S3Store store = TestBucket.on(server);
                Depot depot = new Depot(store, "test")) {
            server.fail(refusing("put", 403, "AccessDenied"));
            assertProblem(
                    () -> depot.tryWriting("7"),
                    Problem.ACCESS,
                    "cannot write 'check-7' to depot '" + store.describe() + "': permission denied");
        }
    }

    @Test
    void serverThatRefusesConditionsIsRefused() throws Exception {
        try (S3Store store = TestBucket.on(server);
                Depot depot = new Depot(store, "test")) {
            server.fail(refusing("put", 501, "NotImplemented"));
            assertProblem(
                    () -> depot.tryWriting("7"),
                    Problem.ACCESS,
                    "cannot publish to depot '" + store.describe()
                            + "': the server has no conditional writes: it answers 501 NotImplemented");
        }
    }

    private static ObjectServer.Faults refusing(String refused, int status, String code) {
        return new ObjectServer.Faults() {
            @Override
            public void before(String call) {
                if (call.equals(refused)) {
                    throw ObjectServer.answer(status, code);
                }
            }
        };
    }

    @Test
    void serverWithoutConditionalWritesIsRefusedBeforeItHasAShipment() throws Exception {
        server.ignoreConditions(true);
        try (S3Store store = TestBucket.on(server);
                Depot depot = new Depot(store, "test")) {
            String said = "cannot publish to depot '" + store.describe() + "': the server has no conditional writes: it"
                    + " overwrote an object that it was asked to create only once";
            assertProblem(() -> depot.tryWriting("7"), Problem.ACCESS, said);
            var trial = depot.trial("0123456789abcdef", Clock.systemUTC());
            trial.put(Content.of(new byte[] {1}));
            assertProblem(trial::rename, Problem.ACCESS, said);
            var name = io.dbferry.stream.format.ShipmentName.parse(
                            io.dbferry.stream.format.Kind.COMPLETE, "20261123T033000Z-000001")
                    .orElseThrow();
            assertProblem(() -> depot.publish(name).finish(Content.of(new byte[] {1})), Problem.ACCESS, said);
            assertThat(depot.has(name)).isFalse();
        }
    }

    private static void assertProblem(ThrowingCallable call, Problem problem, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DepotException.class, e -> {
            assertThat(e).hasMessage(message);
            assertThat(e.problem()).isEqualTo(problem);
            assertThat(e.hint()).endsWith(".");
        });
    }
}
