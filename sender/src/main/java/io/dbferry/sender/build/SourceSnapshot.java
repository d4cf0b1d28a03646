package io.dbferry.sender.build;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.connect.LockTable;
import io.dbferry.postgres.django.DjangoMigrations;
import io.dbferry.stream.format.Position;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One state of the source, in a repeatable-read, read-only transaction that ends with its connection. The position is
 * read by the first statement of the transaction, which is the one that takes the snapshot.
 */
public final class SourceSnapshot {
    /** The timeline of the last checkpoint is still the old one for a while after a standby has taken over. */
    private static final String POSITION = """
            SELECT pg_current_snapshot()::text,
                   CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END::text,
                   now(), (SELECT system_identifier FROM pg_control_system())::text,
                   CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())
                        ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int END""";

    /** A server that has no room for so many could not run an application. */
    private static final long MANY_LOCKS = 500;

    private final Database database;
    private final Connection connection;
    private final Position position;

    private SourceSnapshot(Database database, Connection connection, Position position) {
        this.database = database;
        this.connection = connection;
        this.position = position;
    }

    /**
     * Takes a snapshot on a connection of the caller's, who ends it by closing that. The tables are locked first,
     * as reading locks them: a TRUNCATE or a change of columns after the snapshot would show through it.
     */
    public static SourceSnapshot take(Database database, Connection connection, List<Table> tables)
            throws SQLException {
        begin(connection);
        try (Statement statement = connection.createStatement()) {
            if (!tables.isEmpty()) {
                checkLocks(connection, tables);
                statement.execute("LOCK TABLE "
                        + tables.stream().map(Table::relationSql).collect(Collectors.joining(", "))
                        + " IN ACCESS SHARE MODE");
            }
            return open(database, connection, statement);
        }
    }

    private static void checkLocks(Connection connection, List<Table> tables) throws SQLException {
        long needed = locks(tables);
        if (needed >= MANY_LOCKS) {
            LockTable room = LockTable.of(connection);
            if (room.isTooSmallFor(needed)) {
                throw new DbferryException(
                        Failure.SOURCE_DATABASE,
                        "cannot take a snapshot of " + needed + " tables and partitions: the server has room for about "
                                + room.planned() + " locks, " + room.held() + " of them taken",
                        room.hint(needed),
                        null);
            }
        }
    }

    /** How many locks a snapshot of these tables takes. */
    public static long locks(List<Table> tables) {
        return tables.stream().mapToLong(t -> 1 + t.partitions().size()).sum();
    }

    private static SourceSnapshot open(Database database, Connection connection, Statement statement)
            throws SQLException {
        try (ResultSet row = statement.executeQuery(POSITION)) {
            row.next();
            Position position = new Position(
                    row.getString(1),
                    row.getString(2),
                    row.getObject(3, OffsetDateTime.class).toInstant(),
                    row.getString(4),
                    row.getInt(5));
            return new SourceSnapshot(database, connection, position);
        }
    }

    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
    }

    public Position position() {
        return position;
    }

    /**
     * Has PostgreSQL write to disk all that the snapshot saw. An application may commit without waiting for that
     * ({@code synchronous_commit = off}), and a crash may then take rows back that a shipment has carried; it may even
     * give transaction numbers out again that the position takes for old ones. The commit of a message that nobody
     * listens to brings everything before it to disk.
     */
    public void makeDurable() throws SQLException {
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SET LOCAL synchronous_commit = local");
            statement.execute(
                    "SELECT pg_logical_emit_message(true, 'dbferry', 'snapshot') WHERE NOT pg_is_in_recovery()");
            other.commit();
        }
    }

    Database database() {
        return database;
    }

    public Connection connection() {
        return connection;
    }

    /** Opens another connection that sees the same state, for as long as this one is open. */
    Connection join(String exported) throws SQLException {
        Connection other = database.connect();
        begin(other);
        try (Statement statement = other.createStatement()) {
            statement.execute("SET TRANSACTION SNAPSHOT " + Sql.literal(exported));
        }
        return other;
    }

    /** Has that connection read rows in the order of their places: what has not changed then looks as it did before. */
    static void readInOrder(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET synchronize_seqscans = off");
            statement.execute("SET max_parallel_workers_per_gather = 0");
        }
    }

    /** Lets other connections {@link #join}. */
    String export() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
            row.next();
            return row.getString(1);
        }
    }

    /**
     * Applied Django migrations in their order, if the application has them, the role may read them, and a policy lets them
     * travel.
     *
     * @param catalog with the policy
     */
    public List<String> migrations(Catalog catalog) throws SQLException {
        boolean whole = catalog.find(DjangoMigrations.TABLE)
                .filter(t -> t.policy().isNone() && t.obstacle() == null)
                .isPresent();
        return whole ? DjangoMigrations.applied(connection) : List.of();
    }
}
