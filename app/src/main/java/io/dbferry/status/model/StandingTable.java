package io.dbferry.status.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.ledger.HeldTables.Held;
import io.dbferry.stream.format.Sequence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A table that stands still, as loads cannot load it.
 *
 * @param since the first shipment that is not in it
 * @param at when that shipment was applied without it
 * @param tiedTo the table that holds it back; null if it is in trouble itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StandingTable(
        String table,
        Sequence since,
        Instant at,
        String cause,
        @Nullable String hint,
        @Nullable String tiedTo) {
    public static StandingTable of(Held held) {
        TableName tied = held.tiedTo();
        return new StandingTable(
                held.table().toString(),
                held.since(),
                held.at(),
                held.cause(),
                held.hint(),
                tied == null ? null : tied.toString());
    }
}
