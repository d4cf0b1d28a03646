package io.dbferry.load;

import io.dbferry.catalog.Sql;
import io.dbferry.shipment.Json;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Manifest;
import io.dbferry.shipment.Position;
import io.dbferry.shipment.Sequence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code dbferry.ledger}: what has been applied of one stream, and how far its postprocess is. Entries are
 * written in the transaction that applies the rows.
 */
public final class Ledger {
    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS dbferry.ledger (
                stream text NOT NULL,
                sequence bigint NOT NULL,
                kind text NOT NULL,
                shipment text NOT NULL,
                stream_id text NOT NULL,
                manifest_sha256 text NOT NULL,
                source_time timestamptz NOT NULL,
                source_position text,
                applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                rows_inserted bigint NOT NULL,
                rows_updated bigint NOT NULL,
                rows_deleted bigint NOT NULL,
                media_files bigint NOT NULL,
                bytes bigint NOT NULL,
                rows_by_table jsonb,
                postprocess_steps_done int,
                postprocess_failure text,
                PRIMARY KEY (stream, sequence));
            COMMENT ON COLUMN dbferry.ledger.postprocess_steps_done IS 'null once all steps are done';
            CREATE TABLE IF NOT EXISTS dbferry.changed_rows (
                stream text NOT NULL,
                sequence bigint NOT NULL,
                table_schema text NOT NULL,
                table_name text NOT NULL,
                operation text NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
                key jsonb);
            COMMENT ON TABLE dbferry.changed_rows IS
                'what shipments with an unfinished postprocess changed; a null key stands for every row of the table';
            CREATE INDEX IF NOT EXISTS changed_rows_shipment ON dbferry.changed_rows (stream, sequence)""";

    private final Connection connection;
    private final String stream;

    public Ledger(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /**
     * An applied shipment.
     *
     * @param position null if an older version applied it
     * @param postprocessStepsDone null if no step is left to do
     */
    public record Entry(
            Sequence sequence,
            Kind kind,
            String shipment,
            String streamId,
            Instant sourceTime,
            @Nullable Position position,
            Instant appliedAt,
            long inserted,
            long updated,
            long deleted,
            long mediaFiles,
            long bytes,
            @Nullable Integer postprocessStepsDone,
            @Nullable String postprocessFailure) {}

    public boolean exists() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT to_regclass('dbferry.ledger') IS NOT NULL"
                        + " AND to_regclass('dbferry.changed_rows') IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Makes the schema and its tables where they are missing. */
    void create() throws SQLException {
        if (exists()) {
            addColumn("source_position", "text");
            addColumn("rows_by_table", "jsonb");
            return;
        }
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT to_regnamespace('dbferry') IS NOT NULL")) {
                row.next();
                if (!row.getBoolean(1)) {
                    statement.execute("CREATE SCHEMA dbferry");
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
        }
    }

    /** For a ledger of an earlier version. */
    private void addColumn(String column, String type) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_attribute"
                    + " WHERE attrelid = 'dbferry.ledger'::regclass AND attname = '" + column + "'")) {
                row.next();
                if (row.getInt(1) > 0) {
                    return;
                }
            }
            statement.execute("ALTER TABLE dbferry.ledger ADD COLUMN " + column + " " + type);
        }
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

    /** All entries of the stream, in sequence. */
    public List<Entry> entries() throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT *, to_jsonb(l) ->> 'source_position' AS position"
                        + " FROM dbferry.ledger l WHERE stream = ? ORDER BY sequence")) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(entry(row));
                }
            }
        }
        return entries;
    }

    /** The entry with the highest number. */
    Optional<Entry> last() throws SQLException {
        return entries().stream().reduce((a, b) -> b);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                new Sequence(row.getLong("sequence")),
                Kind.of(row.getString("kind")),
                row.getString("shipment"),
                row.getString("stream_id"),
                row.getObject("source_time", OffsetDateTime.class).toInstant(),
                position(row.getString("position")),
                row.getObject("applied_at", OffsetDateTime.class).toInstant(),
                row.getLong("rows_inserted"),
                row.getLong("rows_updated"),
                row.getLong("rows_deleted"),
                row.getLong("media_files"),
                row.getLong("bytes"),
                row.getObject("postprocess_steps_done", Integer.class),
                row.getString("postprocess_failure"));
    }

    private static @Nullable Position position(@Nullable String json) throws SQLException {
        try {
            return json == null ? null : Json.read(json.getBytes(StandardCharsets.UTF_8), Position.class);
        } catch (IOException e) {
            throw new SQLException("dbferry.ledger has a source_position that is none: " + json, e);
        }
    }

    void add(Manifest manifest, String manifestSha256, RowCounts counts, boolean postprocess) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO dbferry.ledger (stream, sequence, kind, shipment, stream_id, manifest_sha256, source_time,
                    source_position, rows_inserted, rows_updated, rows_deleted, media_files, bytes, postprocess_steps_done,
                    rows_by_table)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)""")) {
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
            statement.setObject(14, postprocess ? 0 : null, java.sql.Types.INTEGER);
            statement.setString(15, Json.line(counts.byTable()));
            statement.executeUpdate();
        }
    }

    /** Records that a step is done; without further steps the shipment's changed rows are forgotten too. */
    public void stepDone(Sequence sequence, Optional<Integer> stepsDone) throws SQLException {
        update(
                "postprocess_steps_done = " + stepsDone.map(String::valueOf).orElse("NULL")
                        + ", postprocess_failure = NULL",
                sequence);
        if (stepsDone.isEmpty()) {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM dbferry.changed_rows WHERE stream = ? AND sequence = ?")) {
                statement.setString(1, stream);
                statement.setLong(2, sequence.number());
                statement.executeUpdate();
            }
        }
    }

    public void stepFailed(Sequence sequence, String failure) throws SQLException {
        update("postprocess_failure = " + Sql.literal(failure), sequence);
    }

    private void update(String assignments, Sequence sequence) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE dbferry.ledger SET " + assignments + " WHERE stream = ? AND sequence = ?")) {
            statement.setString(1, stream);
            statement.setLong(2, sequence.number());
            statement.executeUpdate();
        }
    }
}
