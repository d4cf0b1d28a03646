package io.dbferry.init.pair;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.stream.drop.LocalDrop;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** The drop from the receiver's side. */
public final class ReceivingDrop {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final long MOST_BYTES = 1 << 20;
    /** How long a sender that has lost its connection is waited for. */
    private static final Duration LAST_WORD = Duration.ofSeconds(20);

    private final LocalDrop drop;
    private final PairingLine line;
    private final Clock clock;

    public ReceivingDrop(LocalDrop drop, PairingLine line, Clock clock) {
        this.drop = drop;
        this.line = line;
        this.clock = clock;
    }

    /** The words to compare for this key. */
    public String words(KeyNote note) {
        return PairingWords.of(line, note.key());
    }

    /**
     * Waits for a key until the line is over; what came once is not read again, whatever the account does with it afterwards.
     *
     * @param warnings gets a line for what is no key, which is deleted
     */
    public Optional<KeyNote> await(Consumer<String> warnings) throws IOException, InterruptedException {
        while (!line.isOver(clock.instant())) {
            if (drop.longest() > MOST_BYTES) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot pair: somebody who has the line fills the disk by it",
                        "The line is closed. Find out who has seen it, and pair again");
            }
            Optional<byte[]> bytes = drop.take(KeyNote.MOST_BYTES);
            Optional<KeyNote> note = bytes.flatMap(KeyNote::read);
            if (note.isPresent()) {
                return note;
            }
            if (bytes.isPresent()) {
                warnings.accept("what came by the pairing line is no key; it was deleted");
                drop.discard();
            }
            Thread.sleep(LOOK.toMillis());
        }
        return Optional.empty();
    }

    /** Lets the sender know, and waits a little until it has seen it. */
    public void answer(boolean accepted) throws IOException, InterruptedException {
        drop.answer(accepted);
        Instant until = clock.instant().plus(LAST_WORD);
        while (clock.instant().isBefore(until) && !drop.isSeen()) {
            Thread.sleep(LOOK.toMillis());
        }
    }
}
