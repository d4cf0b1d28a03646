package io.dbferry.sender;

import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.sender.outbox.WorkFolder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Heartbeat;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.ShipmentId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Leaves heartbeats in the depot, at most one a minute, however often a dump finds nothing to ship. */
final class HeartbeatWriter {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final String stream;
    private final WorkFolder work;
    private final Depot depot;
    private final ManifestSigner signer;
    private @Nullable String failure;

    HeartbeatWriter(String stream, WorkFolder work, Depot depot, ManifestSigner signer) {
        this.stream = stream;
        this.work = work;
        this.depot = depot;
        this.signer = signer;
    }

    /** One that cannot be left is no failure of the run: nothing was to be shipped. */
    void leave(String streamId, ShipmentId last, Position unchangedUntil) {
        Instant now = Instant.now();
        Instant before = work.heartbeat();
        // A clock that was set back does not silence it.
        if (before != null && !before.isAfter(now) && before.plus(PAUSE).isAfter(now)) {
            return;
        }
        Heartbeat heartbeat =
                new Heartbeat(Heartbeat.FORMAT, stream, streamId, last.sequence(), last.manifest(), unchangedUntil);
        try {
            depot.leave(heartbeat, signer::sign);
            work.rememberHeartbeat(now);
        } catch (IOException e) {
            failure = "cannot leave a heartbeat in depot '" + depot.describe() + "': " + e.getMessage();
        }
    }

    /** What to warn of. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }
}
