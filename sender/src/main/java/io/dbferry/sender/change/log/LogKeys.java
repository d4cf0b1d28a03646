package io.dbferry.sender.change.log;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.log.PgOutputMessage;
import io.dbferry.postgres.log.PgOutputMessage.Relation;
import io.dbferry.postgres.log.SnapshotText;
import io.dbferry.postgres.log.Tuple;
import io.dbferry.sender.change.ChangeSink;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the keys out of the log's messages: of inserted and deleted rows, and of updated ones before and after. Holds
 * some thousands at a time.
 */
final class LogKeys {
    private static final int BATCH_CHARS = 1 << 20;

    private final Map<Long, Table> tables;
    private final SnapshotText before;
    private final VisibleCommits commits;
    private final ChangeSink sink;
    private final Map<Long, Optional<int[]>> keyColumns = new HashMap<>();
    private final Map<Table, List<List<String>>> batches = new HashMap<>();
    private final Set<Table> emptied = new HashSet<>();
    private long batchedChars;
    private boolean told;
    private @Nullable Table withoutKey;

    /**
     * @param tables by oid, with the oids of their partitions; others are passed over
     * @param before the last shipment's snapshot: what it sees does not count
     */
    LogKeys(Map<Long, Table> tables, SnapshotText before, VisibleCommits commits, ChangeSink sink) {
        this.tables = tables;
        this.before = before;
        this.commits = commits;
        this.sink = sink;
    }

    void take(PgOutputMessage message) throws SQLException {
        commits.follow(message);
        if (message instanceof Relation relation) {
            Table table = tables.get(relation.oid());
            keyColumns.put(relation.oid(), table == null ? Optional.empty() : places(relation, table));
        } else if (commits.seen() && !before.sees(commits.transaction())) {
            change(message);
        }
    }

    /** Where the key's columns are; empty if the log does not tell all of them of a row that is gone. */
    private static Optional<int[]> places(Relation relation, Table table) {
        int[] places = new int[table.key().size()];
        for (int i = 0; i < places.length; i++) {
            places[i] =
                    relation.columns().indexOf(new Relation.Column(table.key().get(i), true));
            if (places[i] < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(places);
    }

    private void change(PgOutputMessage message) throws SQLException {
        if (message instanceof PgOutputMessage.Insert insert) {
            row(insert.relation(), insert.row(), null);
        } else if (message instanceof PgOutputMessage.Update update) {
            row(update.relation(), update.row(), update.old());
            if (update.old() != null) {
                row(update.relation(), update.old(), null);
            }
        } else if (message instanceof PgOutputMessage.Delete delete) {
            row(delete.relation(), delete.old(), null);
        } else if (message instanceof PgOutputMessage.Truncate truncate) {
            truncate.relations().stream()
                    .map(tables::get)
                    .filter(Objects::nonNull)
                    .forEach(emptied::add);
        }
    }

    /** @param old has the values that the row itself leaves out, being large and unchanged */
    private void row(long relation, Tuple row, @Nullable Tuple old) throws SQLException {
        Table table = tables.get(relation);
        if (table == null) {
            return;
        }
        Optional<int[]> places = keyColumns.getOrDefault(relation, Optional.empty());
        List<String> key = new ArrayList<>();
        for (int place : places.orElse(new int[0])) {
            row.text(place)
                    .or(() -> old == null ? Optional.empty() : old.text(place))
                    .ifPresent(key::add);
        }
        if (key.size() < table.key().size()) {
            withoutKey = table;
            return;
        }
        batches.computeIfAbsent(table, t -> new ArrayList<>()).add(key);
        batchedChars += 64 + key.stream().mapToLong(String::length).sum();
        if (batchedChars > BATCH_CHARS) {
            flush();
        }
    }

    /** Brings what is held into the sink. */
    void flush() throws SQLException {
        for (Map.Entry<Table, List<List<String>>> batch : batches.entrySet()) {
            sink.touched(batch.getKey(), batch.getValue());
            told = true;
        }
        batches.clear();
        batchedChars = 0;
    }

    /** Whether there were keys. */
    boolean told() {
        return told;
    }

    /** Tables that were truncated. */
    Set<Table> emptied() {
        return emptied;
    }

    /** A table with a change whose key the log does not tell. */
    Optional<Table> withoutKey() {
        return Optional.ofNullable(withoutKey);
    }
}
