package io.dbferry.postgres.log;

import io.dbferry.postgres.catalog.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A logical replication slot: PostgreSQL keeps the log from its position on. All but reading its state takes the right
 * REPLICATION. A slot serves one session at a time.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-REPLICATION">replication
 *     functions</a>
 */
public final class ReplicationSlot {
    /** SQLSTATE query_canceled. */
    public static final String CANCELED = "57014";

    private static final String PLUGIN = "pgoutput";

    private static final String STATE = """
            SELECT plugin, database, database = current_database(), confirmed_flush_lsn::text,
                   coalesce(wal_status, '') = 'lost',
                   coalesce(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), restart_lsn), 0)::bigint
            FROM pg_replication_slots WHERE slot_name = ?""";

    private final String name;

    public ReplicationSlot(String name) {
        this.name = name;
    }

    /** What PostgreSQL says of the slot. */
    public sealed interface State {
        /** Bytes of log that are kept for it. */
        long retained();

        /** @param confirmed transactions whose commit lies before it are not told any more */
        record Usable(Lsn confirmed, long retained) implements State {}

        /** PostgreSQL has thrown away log that the slot needs. */
        record Lost(long retained) implements State {}

        /** @param why it is none that this program can use */
        record Foreign(String why, long retained) implements State {}

        /**
         * Of what the catalog has of the slot.
         *
         * @param plugin null for a physical slot
         * @param here whether it is of the connection's database
         * @param confirmed null while it is not made yet
         */
        static State of(
                @Nullable String plugin,
                @Nullable String database,
                boolean here,
                @Nullable String confirmed,
                boolean lost,
                long retained) {
            if (!PLUGIN.equals(plugin)) {
                return new Foreign(plugin == null ? "it is a physical slot" : "its plugin is " + plugin, retained);
            }
            if (!here) {
                return new Foreign("it belongs to database '" + database + "'", retained);
            }
            return lost || confirmed == null ? new Lost(retained) : new Usable(Lsn.parse(confirmed), retained);
        }
    }

    /** Takes one message after the other. */
    public interface Messages {
        void accept(PgOutputMessage message) throws SQLException;
    }

    public String name() {
        return name;
    }

    /** Empty if there is no such slot. */
    public Optional<State> state(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STATE)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(State.of(
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getString(4),
                        row.getBoolean(5),
                        row.getLong(6)));
            }
        }
    }

    /** The statement that makes it. It waits for the transactions that are open; those of others go on meanwhile. */
    public String createSql() {
        return "SELECT pg_create_logical_replication_slot(" + Sql.literal(name) + ", '" + PLUGIN + "')";
    }

    public String dropSql() {
        return "SELECT pg_drop_replication_slot(" + Sql.literal(name) + ")";
    }

    /**
     * Makes the slot, and waits until all transactions that were open when it was made have ended: of one that was just
     * committing, the slot may be too late, and a snapshot that is taken now too early.
     *
     * @param longest how long to wait for open transactions before and after; longer ends it with SQLSTATE
     *     {@link #CANCELED}, and nothing is made
     */
    public void create(Connection connection, Duration longest) throws SQLException {
        execute(connection, "SET statement_timeout = " + longest.toMillis());
        execute(connection, createSql());
        long end = System.nanoTime() + longest.toNanos();
        SnapshotText then = snapshot(connection);
        while (!then.running().stream().allMatch(snapshot(connection)::sees)) {
            if (System.nanoTime() > end) {
                drop(connection);
                throw new SQLException("transactions that were open are still open", CANCELED);
            }
            pause();
        }
    }

    private static void pause() throws SQLException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    private static SnapshotText snapshot(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_snapshot()::text")) {
            row.next();
            return SnapshotText.parse(row.getString(1));
        }
    }

    public void drop(Connection connection) throws SQLException {
        execute(connection, dropSql());
    }

    /** Lets PostgreSQL throw away log before the position; never goes back. */
    public void advance(Connection connection, Lsn to) throws SQLException {
        execute(connection, advanceSql(to));
    }

    String advanceSql(Lsn to) {
        return "SELECT pg_replication_slot_advance(" + Sql.literal(name) + ", '" + to + "')";
    }

    /**
     * Reads the transactions from the slot's position on that committed up to the given one, and perhaps one more, and
     * leaves the slot where it is. The server puts what it decodes aside, on disk if it is more than work_mem; here, one
     * message is held at a time. The given position must be on the server's disk: see {@link #flush}.
     */
    public void peek(Connection connection, String publication, Lsn upTo, Messages messages) throws SQLException {
        BinaryCopy.read(connection, peekSql(publication, upTo), row -> messages.accept(PgOutputMessage.read(row)));
    }

    String peekSql(String publication, Lsn upTo) {
        return "SELECT data FROM pg_logical_slot_peek_binary_changes(" + Sql.literal(name) + ", '" + upTo
                + "', NULL, 'proto_version', '1', 'publication_names', " + Sql.literal(Sql.quote(publication)) + ")";
    }

    /**
     * Returns a position not before any commit that a snapshot taken before sees, and brings the log up to there on the
     * server's disk: decoding reads no further than that, and with synchronous_commit off commits are seen before.
     * Committing a transaction that does nothing but write a message into the log is what takes it there, and takes
     * place only if something is not on disk yet. The connection is in autocommit.
     */
    public static Lsn flush(Connection connection) throws SQLException {
        Lsn written;
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()::text,"
                    + " pg_current_wal_insert_lsn() <= pg_current_wal_flush_lsn()")) {
                row.next();
                written = Lsn.parse(row.getString(1));
                if (row.getBoolean(2)) {
                    return written;
                }
            }
        }
        execute(connection, "SET synchronous_commit = local");
        execute(connection, "SELECT pg_logical_emit_message(true, 'dbferry', '')");
        return written;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
