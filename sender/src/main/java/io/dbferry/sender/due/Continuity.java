package io.dbferry.sender.due;

/** Whether the work folder knows its own shipments in the depot. */
sealed interface Continuity {
    /** It knows all: the next shipment follows the last. */
    record Continues() implements Continuity {}

    /** It was lost or is an older copy: the stream begins anew with a complete. */
    record BeginsAnew(String why) implements Continuity {}
}
