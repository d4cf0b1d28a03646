package io.dbferry.sender;

import io.dbferry.config.SenderConfig;
import io.dbferry.event.Event;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.sender.build.ShipmentHeader;
import io.dbferry.sender.build.SourceSnapshot;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.change.deletes.DeleteDetection;
import io.dbferry.sender.outbox.Delivery;
import io.dbferry.sender.tables.SourceTables;
import io.dbferry.sender.work.SenderState;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all phases of one run work with.
 *
 * @param dryRun whether nothing outside of {@code work} may be changed, which is a copy then
 */
record DumpContext(
        SenderConfig config,
        Database database,
        Depot depot,
        WorkFolder work,
        Delivery delivery,
        BuildSpaceCheck space,
        DeleteDetection deletes,
        Progress progress,
        Clock clock,
        boolean dryRun) {

    /** Before something is made of a snapshot that a crash of the source must not take back. */
    void makeDurable(SourceSnapshot snapshot) throws SQLException {
        if (!dryRun) {
            snapshot.makeDurable();
        }
    }

    SourceTables tables(Connection connection) throws SQLException {
        return SourceTables.read(config, connection, work.leftOut());
    }

    /** The strategies of those choices. */
    StrategyRun strategies(List<TableChoice> choices) {
        return new StrategyRun(TableChoice.strategies(choices), database, work, dryRun);
    }

    /**
     * Draws the number of the shipment of a snapshot. Called under the sequence's lock, so that numbers and snapshots have
     * one order.
     *
     * @param after what the shipment follows, as far as that is known
     */
    ShipmentHeader draw(Kind kind, @Nullable ShipmentId after, SourceSnapshot snapshot) throws SQLException {
        makeDurable(snapshot);
        SenderState state = work.update(s -> s.withNext(kind, config.stream()));
        ShipmentHeader header =
                new ShipmentHeader(config.stream(), state.streamId(), kind, state.drawn(), after, snapshot.position());
        Event.of("snapshot")
                .with("wal", snapshot.position().wal())
                .say("took the snapshot of " + header.name() + ", WAL "
                        + snapshot.position().wal());
        return header;
    }
}
