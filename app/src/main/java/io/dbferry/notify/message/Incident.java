package io.dbferry.notify.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.text.Printable;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Something that fails, from its first failure on.
 *
 * @param id the same in the message that it began and in the one that it is over
 * @param cause why
 * @param job what fails
 * @param failing the parts of the job that have not gone well since
 * @param runs how many have failed
 * @param exitCode of the last; null where it is no run that failed
 * @param message of the last
 */
@JsonInclude(Include.NON_NULL)
public record Incident(
        String id,
        Cause cause,
        String job,
        Set<String> failing,
        Instant since,
        long runs,
        @Nullable Integer exitCode,
        String message,
        @Nullable String hint) {
    /** Why there is an incident. */
    public enum Cause {
        /** A run failed. */
        RUN,
        /** Nothing new came from the other side. */
        SILENCE
    }

    private static final int LONGEST = 10_000;

    public Incident {
        Objects.requireNonNull(cause);
        Objects.requireNonNull(job);
        Objects.requireNonNull(since);
        failing = new TreeSet<>(failing);
    }

    public static Incident begin(Job job, FailureDetails trouble, Instant now) {
        return new Incident(
                job.name().replace(' ', '-') + "-" + now.toEpochMilli(),
                job.cause(),
                job.name(),
                job.parts(),
                trouble.since() == null ? now : trouble.since(),
                1,
                trouble.exitCode(),
                printable(trouble.message()),
                trouble.hint() == null ? null : printable(trouble.hint()));
    }

    /** It fails once more, perhaps for another cause, which is what is to be seen to now. */
    public Incident again(Job same, FailureDetails trouble) {
        return new Incident(
                id,
                cause,
                job,
                same.with(failing),
                since,
                runs + 1,
                trouble.exitCode(),
                printable(trouble.message()),
                trouble.hint() == null ? null : printable(trouble.hint()));
    }

    public Incident without(Job well) {
        return new Incident(id, cause, job, well.takenFrom(failing), since, runs, exitCode, message, hint);
    }

    private static String printable(String text) {
        return Printable.lines(text.substring(0, Math.min(text.length(), LONGEST)));
    }
}
