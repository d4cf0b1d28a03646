package io.dbferry.stream.store.retry;

import io.dbferry.stream.store.DepotException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tries again what a depot that cannot be reached has refused, until so much time has passed since the first failure
 * without any progress: at once, then at longer and longer intervals, by chance a quarter shorter or longer.
 * What another try cannot mend (a key, a right, the space) is not tried again. A try that has begun is not cut short.
 */
public record RetryPolicy(Duration limit) {
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
        RetryState state = new RetryState(limit, progress);
        try {
            return state.noting(attempt);
        } catch (DepotException e) {
            if (!mayPass(e) || state.isTooLong()) {
                throw e;
            }
        }
        return again(attempt, state);
    }

    private static <T> T again(Attempt<T> attempt, RetryState state) throws IOException {
        while (true) {
            pause(state.pause());
            try {
                return state.noting(attempt);
            } catch (IOException e) {
                if (!mayPass(e) || state.isTooLong()) {
                    state.earlier(e).forEach(e::addSuppressed);
                    throw e;
                }
            }
        }
    }

    private static void pause(Duration mean) throws IOException {
        double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        try {
            TimeUnit.NANOSECONDS.sleep((long) (mean.toNanos() * factor));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to retry");
        }
    }
}
