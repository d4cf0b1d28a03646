package io.dbferry.depot;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tries again what a depot that cannot be reached has refused, until so much time has passed since the first failure
 * without any progress: at once, then at longer and longer intervals, by chance a quarter shorter or longer.
 * What another try cannot mend (a key, a right, the space) is not tried again. A try that has begun is not cut short.
 */
public record Patience(Duration limit) {
    private static final double JITTER = 0.25;

    /** Whether another try may go better. */
    private static boolean mayPass(Throwable failure) {
        return failure instanceof DepotException depot && depot.problem() == DepotException.Problem.UNREACHABLE;
    }

    /** Something that is safe to repeat. */
    public interface Attempt<T> {
        T run() throws IOException;
    }

    /** @throws IOException the last try's failure, with those before it suppressed inside */
    public <T> T call(Attempt<T> attempt) throws IOException {
        return call(attempt, () -> 0);
    }

    /** @param progress something that grows as long as there is a point in going on, such as bytes that have arrived */
    <T> T call(Attempt<T> attempt, LongSupplier progress) throws IOException {
        Trouble trouble = new Trouble(limit, progress);
        try {
            return trouble.noting(attempt);
        } catch (DepotException e) {
            if (!mayPass(e) || trouble.isTooLong()) {
                throw e;
            }
        }
        return again(attempt, trouble);
    }

    private static <T> T again(Attempt<T> attempt, Trouble trouble) throws IOException {
        RetryPolicy<T> policy = RetryPolicy.<T>builder()
                .handleIf(Patience::mayPass)
                .withMaxRetries(-1)
                .withDelayFn(context -> trouble.pause())
                .withJitter(JITTER)
                .abortIf((result, failure) -> failure != null && trouble.isTooLong())
                .build();
        try {
            return Failsafe.with(policy).get(() -> trouble.noting(attempt));
        } catch (FailsafeException e) {
            if (e.getCause() instanceof IOException failure) {
                trouble.earlier(failure).forEach(failure::addSuppressed);
                throw failure;
            }
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw e;
        }
    }
}
