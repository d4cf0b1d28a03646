package io.dbferry.sender.frame;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Which completes the next one refers to, so that old ones do not stay in the depot for ever. */
final class Bases {
    /** Beyond so many, the half that holds least travels again, in one. */
    static final int MOST = 32;

    /** Rows that are deleted stay in the depot no longer than with so old a complete. */
    static final Duration OLDEST = Duration.ofDays(30);

    private Bases() {}

    /**
     * Those of which the newest complete needs at least half, so that what is kept for it takes no more than twice its size, and
     * that are not too old.
     *
     * @param holders the newest complete, and those that it refers to
     */
    static List<Holder> of(List<Holder> holders, Instant now) {
        List<Holder> worth = holders.stream()
                .filter(holder -> holder.name().time().isAfter(now.minus(OLDEST)))
                .filter(holder -> holder.used() >= holder.bytes() - holder.used())
                .sorted(Comparator.comparingLong((Holder holder) -> -holder.used()))
                .toList();
        return worth.size() > MOST ? worth.subList(0, MOST / 2) : worth;
    }
}
