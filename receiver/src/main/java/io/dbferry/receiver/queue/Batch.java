package io.dbferry.receiver.queue;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;

/**
 * What one run of a step is for: changes of one shipment, or a part of them.
 *
 * @param shipment its folder's name
 * @param after the changes begin behind this position
 * @param upto and end with this one
 * @param dead whether it lies in the dead letter and is to be tried once more
 */
public record Batch(Sequence sequence, Kind kind, String shipment, long after, long upto, boolean dead) {
    /** {@code partial 000042}. */
    public String shipmentName() {
        return kind.word() + " " + sequence;
    }
}
