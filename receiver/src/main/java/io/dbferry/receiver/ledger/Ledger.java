package io.dbferry.receiver.ledger;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code dbferry.ledger}: what has been applied of one stream. Entries are
 * written in the transaction that applies the rows, and nothing deletes them. There may be a hundred thousand
 * more each year, so nothing reads them all.
 */
public final class Ledger {
    /** On which a commit notifies those who consume changed rows; the payload is the stream. */
    public static final String CHANGES_CHANNEL = "dbferry_changes";

    private static final String LAST = " FROM dbferry.ledger WHERE stream = ? ORDER BY sequence DESC LIMIT 1";

    private static final String LAST_COMPLETE =
            " FROM dbferry.ledger WHERE stream = ? AND kind = 'complete' ORDER BY sequence DESC LIMIT 1";

    /** What a plan is made of; the first of the two arrays has all numbers of the depot, the second its partials'. */
    private static final String APPLIED = "(SELECT sequence, kind" + LAST + ")"
            + " UNION ALL (SELECT sequence, kind" + LAST_COMPLETE + ")"
            + " UNION ALL (SELECT sequence, kind FROM dbferry.ledger WHERE stream = ? AND sequence = ANY (?))"
            + " UNION ALL (SELECT sequence, kind FROM dbferry.ledger WHERE stream = ?"
            + " AND sequence NOT IN (SELECT unnest(?::bigint[])) ORDER BY sequence DESC LIMIT 1)";

    private final Connection connection;
    private final String stream;

    public Ledger(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    public boolean exists() throws SQLException {
        return new LedgerTables(connection).exist();
    }

    /** Makes the schema and its tables where they are missing. */
    public void create() throws SQLException {
        new LedgerTables(connection).create();
    }

    /** The same within a transaction. */
    public void createWithin() throws SQLException {
        new LedgerTables(connection).createWithin();
    }

    /** What the shipment wrote, by table, as JSON; empty if an older version applied it. */
    public Optional<String> rowsByTable(Sequence sequence) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT to_jsonb(l) ->> 'rows_by_table' FROM dbferry.ledger l"
                        + " WHERE stream = ? AND sequence = ?")) {
            statement.setString(1, stream);
            statement.setLong(2, sequence.number());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** The entry with the highest number. */
    public Optional<LedgerEntry> last() throws SQLException {
        return newest(1).stream().findFirst();
    }

    /** So many entries with the highest numbers, newest first. */
    public List<LedgerEntry> newest(int most) throws SQLException {
        return read("ORDER BY sequence DESC LIMIT ?", most);
    }

    /** The last applied shipment, for receipts; null if there is none. */
    @Nullable
    public ShipmentId lastId() throws SQLException {
        return last().map(LedgerEntry::id).orElse(null);
    }

    /** The complete with the highest number. */
    public Optional<LedgerEntry> lastComplete() throws SQLException {
        return read("AND kind = 'complete' ORDER BY sequence DESC LIMIT ?", 1).stream()
                .findFirst();
    }

    /** Which of these were applied, by kind, time and number alike. */
    public Set<ShipmentName> names(List<ShipmentName> shipments) throws SQLException {
        Set<ShipmentName> applied = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT kind, shipment FROM dbferry.ledger WHERE stream = ? AND sequence = ANY (?)")) {
            statement.setString(1, stream);
            statement.setArray(2, numbers(shipments.stream()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ShipmentName.parse(Kind.of(row.getString(1)), row.getString(2))
                            .ifPresent(applied::add);
                }
            }
        }
        return applied;
    }

    /** Those from that number on, in sequence, at most so many. */
    public List<LedgerEntry> from(Sequence first, int most) throws SQLException {
        return read("AND sequence >= ? ORDER BY sequence LIMIT " + most, first.number());
    }

    public Optional<LedgerEntry> entry(Sequence sequence) throws SQLException {
        return read("AND sequence = ?", sequence.number()).stream().findFirst();
    }

    private List<LedgerEntry> read(String which, long parameter) throws SQLException {
        List<LedgerEntry> entries = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LedgerEntry.SELECT + which)) {
            statement.setString(1, stream);
            statement.setLong(2, parameter);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(LedgerEntry.of(row));
                }
            }
        }
        return entries;
    }

    /** When a shipment was applied last: the one with the highest number, or a complete that came behind it. */
    public Optional<Instant> lastAppliedAt() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT max(applied_at) FROM ((SELECT applied_at"
                + LAST + ") UNION ALL (SELECT applied_at" + LAST_COMPLETE + ")) newest")) {
            statement.setString(1, stream);
            statement.setString(2, stream);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant);
            }
        }
    }

    /** Whether anything of that stream id was applied. */
    public boolean knows(String streamId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT FROM dbferry.ledger WHERE stream = ? AND stream_id = ? ORDER BY sequence DESC LIMIT 1")) {
            statement.setString(1, stream);
            statement.setString(2, streamId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The plan for what the depot has. Reads no more entries than that has shipments, and three. */
    public LoadPlan plan(List<ShipmentName> inDepot) throws SQLException {
        SortedMap<Sequence, Kind> applied = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(APPLIED)) {
            statement.setString(1, stream);
            statement.setString(2, stream);
            statement.setString(3, stream);
            statement.setArray(4, numbers(inDepot.stream()));
            statement.setString(5, stream);
            statement.setArray(6, numbers(inDepot.stream().filter(name -> name.kind() == Kind.PARTIAL)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    applied.put(new Sequence(row.getLong(1)), Kind.of(row.getString(2)));
                }
            }
        }
        return new LoadPlan(applied, inDepot);
    }

    private Array numbers(Stream<ShipmentName> shipments) throws SQLException {
        return connection.createArrayOf(
                "bigint", shipments.map(name -> name.sequence().number()).toArray());
    }

    /** What comparisons with the sender's digests came to. */
    public Proofs proofs() {
        return new Proofs(connection, stream);
    }

    /** The tables that a first load fills. */
    public FillingTables filling() {
        return new FillingTables(connection, stream);
    }

    /** What the sender's catalog knows the loaded tables by. */
    public SenderNames names() {
        return new SenderNames(connection, stream);
    }

    /** Which of these tables stand still. */
    public HeldTables held(Predicate<TableName> wanted) {
        return new HeldTables(connection, stream, wanted);
    }

    /** Which of Django's migrations are applied at the sender. */
    public SenderMigrations migrations() {
        return new SenderMigrations(connection, stream);
    }

    /** The tables that are loaded, by the shipment with the highest number that changed them. */
    public FilledTables filledTables() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT tables FROM dbferry.ledger WHERE stream = ?"
                        + " AND tables IS NOT NULL ORDER BY sequence DESC LIMIT 1")) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Json.read(row.getString(1).getBytes(StandardCharsets.UTF_8), FilledTables.class)
                        : FilledTables.NONE;
            } catch (IOException e) {
                throw new SQLException("dbferry.ledger has tables that are none", e);
            }
        }
    }

    /** The tables that shipments have filled here and that the sender ships no more, whatever the reason. */
    public List<TableName> left() throws SQLException {
        return filledTables().left(new CarriedColumns(connection, stream).all());
    }

    /**
     * Adds an entry, and wakes consumers once the transaction commits.
     *
     * @param recorded whether what it changed stands in {@code dbferry.changed_rows}
     * @param filled the tables that are loaded then
     */
    public void add(Manifest manifest, String manifestSha256, RowCounts counts, boolean recorded, FilledTables filled)
            throws SQLException {
        boolean same = filled.equals(filledTables());
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO dbferry.ledger (stream, sequence, kind, shipment, stream_id, manifest_sha256, source_time,
                    source_position, rows_inserted, rows_updated, rows_deleted, media_files, bytes, rows_by_table,
                    after_sequence, after_manifest, tables, changes_end)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?::jsonb,
                    nextval('dbferry.change_position'))""")) {
            statement.setString(1, stream);
            statement.setLong(2, manifest.sequence().number());
            statement.setString(3, manifest.kind().word());
            statement.setString(4, manifest.name().folder());
            statement.setString(5, manifest.streamId());
            statement.setString(6, manifestSha256);
            statement.setObject(7, manifest.position().time().atOffset(ZoneOffset.UTC));
            statement.setString(8, Json.line(manifest.position()));
            statement.setLong(9, counts.inserted());
            statement.setLong(10, counts.updated());
            statement.setLong(11, counts.deleted());
            statement.setLong(12, manifest.media().count());
            statement.setLong(13, manifest.bytes());
            statement.setString(14, Json.line(counts.byTable()));
            ShipmentId after = manifest.after();
            statement.setObject(15, after == null ? null : after.sequence().number(), java.sql.Types.BIGINT);
            statement.setString(16, after == null ? null : after.manifest());
            statement.setString(17, same ? null : Json.line(filled));
            statement.executeUpdate();
        }
        announce(manifest.sequence(), recorded);
    }

    private void announce(Sequence sequence, boolean recorded) throws SQLException {
        String sql = recorded
                ? "SELECT pg_notify('" + CHANGES_CHANNEL
                        + "', stream) FROM dbferry.ledger WHERE stream = ? AND sequence = ?"
                : "INSERT INTO dbferry.queues SELECT stream, changes_end FROM dbferry.ledger WHERE stream = ? AND sequence = ?"
                        + " ON CONFLICT (stream) DO UPDATE SET kept_after = excluded.kept_after";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, stream);
            statement.setLong(2, sequence.number());
            statement.execute();
        }
    }
}
