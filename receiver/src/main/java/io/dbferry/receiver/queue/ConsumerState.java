package io.dbferry.receiver.queue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dbferry.stream.format.Sequence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a consumer is.
 *
 * @param configured whether it is a step of the config; of a program, true
 * @param position up to which it is done
 * @param passed the newest shipment that it is wholly done with; null if none
 * @param rows that wait for it
 * @param shipments that wait for it; of a program, those with rows
 * @param waitingSince when the oldest of these was applied; null if none waits
 * @param passedAt when it last passed a batch, or was made
 * @param tries how often it has failed on its next batch
 * @param failure why; null if it has not
 * @param failingSequence on which shipment
 * @param nextTryAt not before then
 */
public record ConsumerState(
        String name,
        Kind kind,
        boolean configured,
        long position,
        @Nullable Sequence passed,
        long rows,
        long shipments,
        @Nullable Instant waitingSince,
        Instant passedAt,
        int tries,
        @Nullable String failure,
        @Nullable Sequence failingSequence,
        @Nullable Instant nextTryAt,
        List<DeadLetter> deadLetters) {
    /** What consumes. */
    public enum Kind {
        @JsonProperty("step")
        STEP,
        @JsonProperty("program")
        PROGRAM
    }

    /** A batch that was given up. */
    public record DeadLetter(
            Sequence sequence, long after, long upto, int tries, String failure, Instant diedAt, boolean retry) {}

    public ConsumerState {
        deadLetters = List.copyOf(deadLetters);
    }

    /** Whether it is done with all that was applied. */
    public boolean upToDate() {
        return shipments == 0 && rows == 0 && deadLetters.isEmpty();
    }

    /** Whether somebody has to look after it. */
    public boolean inTrouble() {
        return failure != null || !deadLetters.isEmpty();
    }
}
