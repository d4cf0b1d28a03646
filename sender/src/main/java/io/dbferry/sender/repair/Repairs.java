package io.dbferry.sender.repair;

import io.dbferry.event.Event;
import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.change.ChangedKeys;
import io.dbferry.sender.media.ReferencedFiles;
import io.dbferry.stream.digest.BucketRows;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.RepairRequest;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.manifest.MissingFile;
import io.dbferry.stream.format.manifest.RepairEntry;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * What one partial carries although it did not change. A table is read once for it, so that the same receipts do not
 * cost that with every partial: the next repair waits ten times as long as the last one took, and a receiver is heard
 * again once it has applied that.
 */
public final class Repairs {
    private static final int PAUSE = 10;

    private final Path work;
    private final StateFile<Last> file;
    private final Clock clock;
    private final Wanted wanted;
    private List<Resync.Waiting> resyncs = List.of();
    private Duration took = Duration.ZERO;
    private boolean repaired;

    private Repairs(Path work, Clock clock, Collection<Receipt> receipts) throws IOException {
        this.work = work;
        this.clock = clock;
        this.file = new StateFile<>(
                work, work.resolve("repair.json"), json -> Json.read(json, Last.class), "rows may be repaired twice");
        Last last = file.read().orElse(Last.NONE);
        boolean pause = clock.instant().isBefore(last.at().plus(Duration.ofSeconds(PAUSE * last.seconds())));
        this.wanted = Wanted.of(pause ? List.of() : receipts, last.shipment());
    }

    /** The last shipment that repaired rows. */
    private record Last(Sequence shipment, Instant at, long seconds) {
        private static final Last NONE = new Last(Sequence.NONE, Instant.EPOCH, 0);

        private Last {
            Objects.requireNonNull(shipment);
            Objects.requireNonNull(at);
        }
    }

    /** @param receipts the newest of each receiver */
    public static Repairs of(Path work, Clock clock, Collection<Receipt> receipts) throws IOException {
        return new Repairs(work, clock, receipts);
    }

    /** Adds rows as they are in the current transaction, before anything else is collected. */
    public void collect(ChangedKeys keys, List<Table> tables) throws SQLException, IOException {
        resyncs = Resync.waiting(work);
        Instant begin = clock.instant();
        for (Table table : tables) {
            if (keys.takes(table)) {
                repair(keys, table);
                resync(keys, table);
            }
        }
        took = Duration.between(begin, clock.instant());
    }

    /** Files that travel although no row that travels names them; none that may not leave. */
    public List<MissingFile> media(ReferencedFiles files, Connection connection) throws SQLException, IOException {
        List<MissingFile> asked = files.requested(wanted.media(), connection);
        if (!asked.isEmpty()) {
            repaired = true;
            Event.of("repair")
                    .with("media", asked.size())
                    .say("carries " + asked.size() + " media files again, as a receiver found them to differ");
        }
        return asked;
    }

    private void repair(ChangedKeys keys, Table table) throws SQLException {
        RepairRequest request = wanted.of(table).orElse(null);
        if (request == null) {
            return;
        }
        if (request.wanted().isEmpty() || table.hasKeyRules()) { // whose buckets are of keys that no index finds
            whole(keys, table);
            return;
        }
        BucketRows rows = read(keys.connection(), table, request.buckets(), request.wanted());
        if (rows.tooMany()) {
            whole(keys, table);
            return;
        }
        keys.repair(table, rows, new RepairEntry(request.buckets(), request.wanted(), rows.sums()));
        tell(table, rows.keys().size() + " rows of " + request.wanted().size() + " buckets");
    }

    private void whole(ChangedKeys keys, Table table) throws SQLException {
        BucketRows all = read(keys.connection(), table, 1, List.of(0));
        keys.repairWhole(table, new RepairEntry(1, List.of(0), all.sums()));
        tell(table, "all rows");
    }

    private static BucketRows read(Connection connection, Table table, int buckets, List<Integer> wanted)
            throws SQLException {
        return BucketRows.read(
                connection, table, new BucketRows.Asked(table.carriedNames(), table.carriedKey(), buckets, wanted));
    }

    private void tell(Table table, String what) {
        repaired = true;
        Event.of("repair")
                .with("table", table.name().toString())
                .say("carries " + what + " of table '" + table.name() + "' again, as a receiver found it to differ");
    }

    private void resync(ChangedKeys keys, Table table) throws SQLException {
        for (Resync.Waiting each : resyncs) {
            String where = each.resync().where();
            if (!each.resync().table().equals(table.name()) || keys.isAnew(table)) {
                continue;
            }
            if (where == null) {
                whole(keys, table);
            } else {
                keys.changed(table, "(" + where + ")");
            }
        }
    }

    /** Remembers that all of it is built into a shipment. */
    public void built(Sequence shipment) throws IOException {
        if (repaired) {
            Last last = new Last(shipment, clock.instant(), took.toSeconds() + 1);
            file.write(Json.write(last), Durability.DURABLE);
        }
        Resync.forget(resyncs);
    }
}
