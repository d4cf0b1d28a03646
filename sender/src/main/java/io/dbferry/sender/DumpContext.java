package io.dbferry.sender;

import io.dbferry.config.SenderConfig;
import io.dbferry.event.Event;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.sender.build.ShipmentHeader;
import io.dbferry.sender.build.SourceSnapshot;
import io.dbferry.sender.change.deletes.DeleteDetection;
import io.dbferry.sender.outbox.Delivery;
import io.dbferry.sender.work.SenderState;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentId;
import java.sql.SQLException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What all phases of one run work with. */
record DumpContext(
        SenderConfig config,
        Database database,
        Depot depot,
        WorkFolder work,
        Delivery delivery,
        BuildSpaceCheck space,
        DeleteDetection deletes,
        Progress progress,
        Clock clock) {

    /**
     * Draws the number of the shipment of a snapshot. Called under the sequence's lock, so that numbers and snapshots have
     * one order.
     *
     * @param after what the shipment follows, as far as that is known
     */
    ShipmentHeader draw(Kind kind, @Nullable ShipmentId after, SourceSnapshot snapshot) throws SQLException {
        snapshot.makeDurable();
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
