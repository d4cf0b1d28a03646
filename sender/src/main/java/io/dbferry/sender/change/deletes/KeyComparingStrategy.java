package io.dbferry.sender.change.deletes;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.change.ChangeSink;
import io.dbferry.sender.change.ChangeStrategy;
import io.dbferry.stream.format.Position;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A strategy that cannot tell deleted rows, with a comparison of keys that can. */
public record KeyComparingStrategy(ChangeStrategy strategy, KnownKeys known) implements ChangeStrategy {
    private static final int BATCH = 10_000;

    @Override
    public void prepare(Database database) throws SQLException {
        strategy.prepare(database);
    }

    @Override
    public Optional<String> unprepared(Database database) throws SQLException {
        return strategy.unprepared(database);
    }

    @Override
    public Answer find(List<Table> tables, Span span, ChangeSink sink) throws SQLException, IOException {
        Answer answer = strategy.find(tables, span, sink);
        return answer instanceof Answer.Told ? compare(tables, KnownKeys.source(sink.connection()), sink) : answer;
    }

    /** Tells the sink the keys of rows that are gone. */
    Answer compare(List<Table> tables, KnownKeys.Source source, ChangeSink sink) throws SQLException, IOException {
        List<Batch> batches = new ArrayList<>();
        KnownKeys.Untold untold = known.compare(tables, source, table -> {
            Batch batch = new Batch(table, sink);
            batches.add(batch);
            return batch;
        });
        if (!untold.damaged().isEmpty()) {
            return new Answer.OnlyComplete(
                    "the list of known keys '" + untold.damaged().get(0) + "' is damaged");
        }
        for (Table table : untold.unlisted()) {
            sink.anew(table);
        }
        for (Batch batch : batches) {
            batch.flush();
        }
        return new Answer.Told();
    }

    /** Keys on their way to the sink. */
    private static final class Batch implements KnownKeys.Gone {
        private final Table table;
        private final ChangeSink sink;
        private final List<List<String>> keys = new ArrayList<>();
        private boolean wrote;

        Batch(Table table, ChangeSink sink) {
            this.table = table;
            this.sink = sink;
        }

        @Override
        public void take(List<String> key) throws SQLException {
            keys.add(key);
            if (keys.size() >= BATCH) {
                flush();
            }
        }

        void flush() throws SQLException {
            if (!keys.isEmpty()) {
                sink.gone(table, keys);
                keys.clear();
                wrote = true;
            }
        }

        @Override
        public boolean wrote() {
            return wrote;
        }
    }

    @Override
    public boolean touches() {
        return true;
    }

    @Override
    public void delivered(Position position, Database database) throws SQLException {
        strategy.delivered(position, database);
    }

    @Override
    public String describe(Table table) {
        return strategy.describe(table);
    }

    @Override
    public String cost(Table table, Connection connection) throws SQLException {
        return strategy.cost(table, connection);
    }
}
