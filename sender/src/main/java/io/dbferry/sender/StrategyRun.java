package io.dbferry.sender;

import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.build.SourceSnapshot;
import io.dbferry.sender.change.ChangeStrategy;
import io.dbferry.sender.work.SenderState;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.format.Kind;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Leads the strategies of one run through its phases.
 *
 * @param dryRun whether they may change nothing in the source
 */
record StrategyRun(List<ChangeStrategy> strategies, Database database, WorkFolder work, boolean dryRun) {
    /** Before the snapshot; tells them first what earlier runs have delivered. */
    void prepare() throws SQLException {
        if (dryRun) {
            return;
        }
        delivered();
        for (ChangeStrategy strategy : strategies) {
            strategy.prepare(database);
        }
    }

    /** Why a run that is not prepared cannot see what a prepared one would: that one would ship a complete. */
    Optional<String> unprepared() throws SQLException {
        for (ChangeStrategy strategy : strategies) {
            Optional<String> why = strategy.unprepared(database);
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    /** Right after the snapshot was taken. */
    void taken(Kind kind, SourceSnapshot snapshot) throws SQLException {
        for (ChangeStrategy strategy : strategies) {
            strategy.taken(kind, snapshot.position(), snapshot.connection());
        }
    }

    /** Once a shipment is in the depot. */
    void delivered() throws SQLException {
        SenderState.Shipped last = work.state().shipped();
        if (last != null) {
            for (ChangeStrategy strategy : strategies) {
                strategy.delivered(last.reached(), database);
            }
        }
    }
}
