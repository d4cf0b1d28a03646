package io.dbferry.receiver.publish;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.text.Json;
import java.time.Instant;

/**
 * Where messages come from: what they have in common.
 *
 * @param shipment that changed the rows
 * @param lsn of the sender's snapshot, as a number
 * @param asOf the newest shipment in the rows as they were read
 * @param snapshot whether the messages are all rows, and not changes
 */
record Source(
        String stream,
        String database,
        long sequence,
        String shipment,
        Instant time,
        long lsn,
        long asOf,
        boolean snapshot) {
    /** The version of this form of messages. */
    private static final String VERSION = "1";

    /** The block {@code source} of an envelope; {@code sequence} is text, as it is in Debezium's. */
    String json(TableName table, long position, boolean wholeTable) {
        return "{\"version\":\"" + VERSION + "\",\"connector\":\"dbferry\",\"name\":" + Json.line(stream)
                + ",\"ts_ms\":" + time.toEpochMilli()
                + ",\"snapshot\":\"" + (wholeTable || snapshot) + "\",\"db\":" + Json.line(database)
                + ",\"sequence\":\"" + sequence + "\",\"schema\":" + Json.line(table.schema())
                + ",\"table\":" + Json.line(table.name())
                + ",\"shipment\":" + Json.line(shipment)
                + ",\"lsn\":" + lsn
                + ",\"position\":" + position
                + ",\"as_of\":\"" + asOf + "\"}";
    }
}
