package io.dbferry.stream.store.s3;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.retry.StoreAction;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Puts what the server answers into the depot's words. */
final class S3Failure {
    static final int NO_ANSWER = 0;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int PRECONDITION = 412;
    static final int NO_RANGE = 416;
    static final int NOT_IMPLEMENTED = 501;
    static final String NO_KEY = "NoSuchKey";

    private static final int REDIRECT = 301;
    private static final int FORBIDDEN = 403;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int SERVERS = 500;

    private static final Set<String> KEYS = Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSecurity");
    private static final Set<String> OLD = Set.of("ExpiredToken", "TokenRefreshRequired", "InvalidToken");
    private static final Set<String> AGAIN = Set.of("RequestTimeout", "NoSuchUpload");
    private static final Set<String> REGION =
            Set.of("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException");

    private S3Failure() {}

    static int status(SdkException e) {
        return e instanceof S3Exception answer ? answer.statusCode() : NO_ANSWER;
    }

    static String code(SdkException e) {
        return e instanceof S3Exception answer && answer.awsErrorDetails() != null
                ? String.valueOf(answer.awsErrorDetails().errorCode())
                : "";
    }

    static DepotException of(StoreAction action, SdkException e) {
        int status = status(e);
        if (status == NO_ANSWER) {
            return noAnswer(action, e);
        }
        DepotException refused = refused(action, code(e), status, e);
        if (refused != null) {
            return refused;
        }
        if (status >= SERVERS && status != NOT_IMPLEMENTED
                || status == TOO_MANY
                || status == TIMEOUT
                || status == CONFLICT
                || status < REDIRECT // some report a failure inside of an answer that begins as a success
                || AGAIN.contains(code(e))) {
            return unreachable(action, "the server answers " + status + " " + code(e), e);
        }
        if (code(e).toLowerCase(Locale.ROOT).contains("quota")) {
            return action.full(e);
        }
        if (status == FORBIDDEN) {
            return action.because(
                    Problem.ACCESS,
                    "permission denied",
                    "Allow the access key to list the bucket and its multipart uploads, and to get, put and delete objects below"
                            + " the depot's prefix.",
                    e);
        }
        return action.because(
                Problem.ACCESS,
                "the server answers " + status + " '" + e.getMessage() + "'",
                "Look at depot and the section s3 of the config, and into the server's log.",
                e);
    }

    /** The library says in each message how often it has tried; what it met is below. */
    private static DepotException noAnswer(StoreAction action, SdkException e) {
        Throwable met = e;
        while (met.getCause() != null && met.getCause() != met) {
            met = met.getCause();
            if (met instanceof SSLException) {
                return action.because(
                        Problem.ACCESS,
                        "no TLS connection to the server: " + met.getMessage(),
                        "Check whether s3.endpoint should begin with http://, and whether Java trusts the server's"
                                + " certificate: JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE names others to trust.",
                        e);
            }
        }
        if (met instanceof UnknownHostException) {
            return action.because(
                    Problem.UNREACHABLE,
                    "no address is known for host '" + met.getMessage() + "'",
                    "Check s3.endpoint and the name server. If the host's name begins with the bucket's, the server may need"
                            + " s3.path-style: yes.",
                    e);
        }
        return unreachable(action, "no answer: " + met.getMessage(), e);
    }

    static DepotException unreachable(StoreAction action, String cause, @Nullable Throwable e) {
        return action.because(
                Problem.UNREACHABLE, cause, "Run the same command again when the server can be reached.", e);
    }

    private static @Nullable DepotException refused(StoreAction action, String code, int status, SdkException e) {
        if (code.equals("NoSuchBucket")) {
            return action.because(
                    Problem.ACCESS,
                    "the bucket does not exist",
                    "Create the bucket, or correct depot in the config.",
                    e);
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return action.because(
                    Problem.AUTHENTICATION,
                    "the clocks of this machine and of the server differ by too much",
                    "Set the clock: 'timedatectl' shows whether it is synchronized.",
                    e);
        }
        if (OLD.contains(code)) {
            return action.because(
                    Problem.AUTHENTICATION,
                    "the credentials have expired, or their session token is wrong",
                    "Give new ones: a key that does not expire suits a program that runs by itself.",
                    e);
        }
        if (KEYS.contains(code)) {
            return action.because(
                    Problem.AUTHENTICATION,
                    "the server refuses the access key or its secret (" + code + ")",
                    "Check s3.credentials-file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
                    e);
        }
        if (REGION.contains(code) || status == REDIRECT) {
            return action.because(
                    Problem.ACCESS, "the bucket is in another region", "Name the bucket's region in s3.region.", e);
        }
        return null;
    }
}
