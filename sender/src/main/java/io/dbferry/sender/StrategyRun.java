package io.dbferry.sender;

import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.build.SourceSnapshot;
import io.dbferry.sender.change.ChangeStrategy;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.work.SenderState;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.format.Kind;
import java.sql.SQLException;
import java.util.List;

/** Leads the strategies of one run through its phases. */
record StrategyRun(List<ChangeStrategy> strategies, Database database, WorkFolder work) {
    static StrategyRun of(List<TableChoice> choices, Database database, WorkFolder work) {
        return new StrategyRun(TableChoice.strategies(choices), database, work);
    }

    /** Before the snapshot; tells them first what earlier runs have delivered. */
    void prepare() throws SQLException {
        delivered();
        for (ChangeStrategy strategy : strategies) {
            strategy.prepare(database);
        }
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
