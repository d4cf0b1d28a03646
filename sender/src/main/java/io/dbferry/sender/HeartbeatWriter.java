package io.dbferry.sender;

import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.sender.work.Pacing;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Heartbeat;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.ShipmentId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Leaves heartbeats in the depot, at most one a minute, however often a dump finds nothing to ship. */
final class HeartbeatWriter {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final String stream;
    private final Pacing pacing;
    private final Depot depot;
    private final ManifestSigner signer;
    private final Clock clock;

    HeartbeatWriter(String stream, Pacing pacing, Depot depot, ManifestSigner signer, Clock clock) {
        this.stream = stream;
        this.pacing = pacing;
        this.depot = depot;
        this.signer = signer;
        this.clock = clock;
    }

    /**
     * One that cannot be left is no failure of the run: nothing was to be shipped.
     *
     * @return what to warn of
     */
    Optional<String> leave(String streamId, ShipmentId last, Position unchangedUntil) {
        Instant now = clock.instant();
        if (!isDue(pacing.heartbeat(), now)) {
            return Optional.empty();
        }
        Heartbeat heartbeat =
                new Heartbeat(Heartbeat.FORMAT, stream, streamId, last.sequence(), last.manifest(), unchangedUntil);
        try {
            depot.leave(heartbeat, signer::sign);
            pacing.rememberHeartbeat(now);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot leave a heartbeat in depot '" + depot.describe() + "': " + e.getMessage());
        }
    }

    /** A clock that was set back does not silence it. */
    static boolean isDue(Optional<Instant> before, Instant now) {
        return before.filter(then -> !then.isAfter(now) && then.plus(PAUSE).isAfter(now))
                .isEmpty();
    }
}
