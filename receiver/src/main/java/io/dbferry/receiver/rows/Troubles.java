package io.dbferry.receiver.rows;

import io.dbferry.config.ReceiverConfig.OnTrouble;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.ledger.HeldTables.Reason;
import io.dbferry.receiver.schema.Renames;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.receiver.tables.SchemaHints;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which tables made attempts fail, and why. What is no table's own fault is not held against one. */
final class Troubles {
    /**
     * Classes of SQLSTATE that are about rows, tables and what they fire: not connections, disks, memory, rights to the
     * database, or other sessions.
     *
     * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's appendix A</a>
     */
    private static final Set<String> CLASSES =
            Set.of("0A", "21", "22", "23", "27", "2B", "38", "39", "42", "44", "54", "P0");

    /** object_not_in_prerequisite_state, object_in_use, lock_not_available. */
    private static final Set<String> STATES = Set.of("55000", "55006", "55P03");

    private final Database database;
    private final OnTrouble onTrouble;
    private final boolean follows;
    private final Map<TableName, Reason> found = new LinkedHashMap<>();
    private @Nullable DbferryException first;

    /** @param follows whether loads change tables themselves: with all its rows, a table may come to fit */
    Troubles(Database database, OnTrouble onTrouble, boolean follows) {
        this.database = database;
        this.onTrouble = onTrouble;
        this.follows = follows;
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    Set<TableName> tables() {
        return found.keySet();
    }

    Map<TableName, Reason> all() {
        return found;
    }

    /** The failure that was first. */
    DbferryException first() {
        return Objects.requireNonNull(first);
    }

    /** Whether the failure is one of tables that were not in trouble yet, so that another attempt may do without them. */
    boolean add(Exception failure, ShipmentName shipment, Targets targets) throws IOException {
        if (onTrouble == OnTrouble.STOP) {
            return false;
        }
        int before = found.size();
        SQLException sql = sql(failure);
        if (sql != null) {
            if (isTablesOwn(sql)) {
                put(inWords(failure, shipment, targets), blamed(failure, sql, targets), false);
            }
        } else if (failure instanceof DbferryException refused && refused.failure() == Failure.TARGET_DATABASE) {
            put(refused, OfTable.of(refused), !follows);
            for (Throwable other : refused.getSuppressed()) {
                if (other instanceof DbferryException also) {
                    put(also, OfTable.of(also), !follows);
                }
            }
        }
        return found.size() > before;
    }

    /** A table that does not fit because the sender has renamed something of it is renamed, and nothing else is done to it. */
    void hint(Renames renames) {
        found.replaceAll((table, reason) -> {
            List<String> ddl = renames.ddl(table);
            return ddl.isEmpty()
                    ? reason
                    : new Reason(reason.cause(), SchemaHints.renamed(ddl), reason.tiedTo(), reason.shape());
        });
    }

    private void put(DbferryException failure, List<TableName> tables, boolean shape) {
        Reason reason = new Reason(String.valueOf(failure.getMessage()), failure.hint(), null, shape);
        for (TableName table : tables) {
            found.putIfAbsent(table, reason);
        }
        if (first == null && !tables.isEmpty()) {
            first = failure;
        }
    }

    /** Of a COPY that the database refuses while rows still flow, the refusal comes within an IOException. */
    private static @Nullable SQLException sql(Exception failure) {
        return failure instanceof SQLException sql
                ? sql
                : failure.getCause() instanceof SQLException cause && failure instanceof IOException ? cause : null;
    }

    /** Whether a table's rows or what it fires, and no disk or connection, made it fail. */
    static boolean isTablesOwn(Exception failure) {
        SQLException sql = sql(failure);
        return sql != null && isTablesOwn(sql);
    }

    private static boolean isTablesOwn(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return STATES.contains(state) || state.length() == 5 && CLASSES.contains(state.substring(0, 2));
    }

    /**
     * The table that was written, or the one that the server names: by a constraint that waits for the commit, or by a foreign
     * key. If that one is held already, its rows keep others from being deleted, and the table that it refers to waits with it.
     */
    private List<TableName> blamed(Exception failure, SQLException sql, Targets targets) {
        List<TableName> marked = OfTable.of(failure).stream()
                .filter(table -> !found.containsKey(table))
                .toList();
        if (marked.size() == 1) {
            return marked;
        }
        return Stream.of(targets.named(sql), targets.parentOf(sql))
                .flatMap(Optional::stream)
                .filter(table -> !found.containsKey(table))
                .findFirst()
                .map(List::of)
                .orElse(marked);
    }

    /** The failure as its reader sees it. */
    DbferryException inWords(Exception failure, ShipmentName shipment, Targets targets) throws IOException {
        SQLException sql = sql(failure);
        if (sql != null) {
            return targets.contradicted(shipment, sql)
                    .orElseGet(() -> database.refusedWithContext(
                            "load " + shipment
                                    + blamed(failure, sql, targets).stream()
                                            .findFirst()
                                            .or(() -> targets.named(sql))
                                            .map(table -> ", table '" + table + "'")
                                            .orElse(""),
                            sql));
        }
        if (failure instanceof DbferryException refused) {
            return refused;
        }
        throw (IOException) failure;
    }
}
