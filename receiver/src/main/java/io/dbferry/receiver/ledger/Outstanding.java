package io.dbferry.receiver.ledger;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.map.TableMap;
import io.dbferry.receiver.media.WantedMedia;
import io.dbferry.stream.format.Receipt.HeldEntry;
import io.dbferry.stream.format.Receipt.Migrations;
import io.dbferry.stream.format.RepairRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a receipt tells beside the shipment: tables that stand still, and rows and media that the sender is asked for.
 *
 * @param map as receipts name tables as the sender does
 * @param named whether receipts may name tables and migrations
 */
public record Outstanding(
        Proofs proofs, HeldTables tables, SenderMigrations senders, TableMap map, boolean named, WantedMedia media) {
    /** @param wanted tables that the config lets a load touch */
    public static Outstanding of(
            Connection connection,
            String stream,
            Predicate<TableName> wanted,
            TableMap map,
            boolean named,
            WantedMedia media) {
        return new Outstanding(
                new Proofs(connection, stream),
                new HeldTables(connection, stream, wanted),
                new SenderMigrations(connection, stream),
                map,
                named,
                media);
    }

    /** Rows of tables that differ, and all of those that stand still and may be taken now. */
    public List<RepairRequest> requests() throws SQLException {
        List<RepairRequest> requests = new ArrayList<>(tables.requests(map));
        requests.addAll(proofs.requests(map));
        return requests;
    }

    public Optional<Migrations> migrations() throws SQLException {
        return named ? senders.difference() : Optional.empty();
    }

    public List<HeldEntry> held() throws SQLException {
        return tables.all().stream()
                .map(table -> new HeldEntry(
                        named ? map.there(table.table()).toString() : RepairRequest.hash(map.there(table.table())),
                        table.since(),
                        table.at().truncatedTo(ChronoUnit.MILLIS)))
                .toList();
    }
}
