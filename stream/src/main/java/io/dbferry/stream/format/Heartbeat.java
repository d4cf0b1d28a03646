package io.dbferry.stream.format;

import java.time.Instant;
import java.util.Objects;

/**
 * Nothing changed on the sender between a shipment and a position.
 *
 * @param sequence of the last shipment in the depot; with it, a receiver has all up to the position
 * @param manifest SHA-256 of that shipment's manifest
 * @param position when the sender looked; its time is by the clock of the source, as that of a shipment
 */
public record Heartbeat(
        int format, String stream, String streamId, Sequence sequence, String manifest, Position position) {
    public static final int FORMAT = 2;

    /** The last that a shipment's name can say. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    public Heartbeat {
        Objects.requireNonNull(stream, "no stream");
        Objects.requireNonNull(streamId, "no stream id");
        Objects.requireNonNull(sequence, "no sequence");
        Objects.requireNonNull(manifest, "no manifest");
        Objects.requireNonNull(position, "no position");
        if (position.time().isBefore(Instant.EPOCH) || position.time().isAfter(LAST)) {
            throw new IllegalArgumentException("a time that cannot be");
        }
    }
}
