package io.dbferry.receiver.ledger;

import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * An applied shipment.
 *
 * @param manifestSha256 of its manifest as it stood in the depot
 * @param after what the shipment follows; null for a complete that was the first
 * @param sourcePosition as JSON; null if an older version applied it
 * @param stepsPending whether a postprocess step has not passed it
 * @param stepFailure why a step fails on it, or has given up; null if none does
 */
public record LedgerEntry(
        Sequence sequence,
        Kind kind,
        String shipment,
        String streamId,
        String manifestSha256,
        @Nullable ShipmentId after,
        Instant sourceTime,
        @Nullable String sourcePosition,
        Instant appliedAt,
        long inserted,
        long updated,
        long deleted,
        long mediaFiles,
        long bytes,
        boolean stepsPending,
        @Nullable String stepFailure) {
    /** Those of a stream, to go on with a condition. */
    static final String SELECT = """
            SELECT *, to_jsonb(l) ->> 'source_position' AS position,
                EXISTS (SELECT FROM dbferry.consumers c WHERE c.stream = l.stream AND c.kind = 'step'
                    AND c.position < l.changes_end AND c.after IN ('any', l.kind)) AS steps_pending,
                coalesce((SELECT min(c.failure) FROM dbferry.consumers c
                        WHERE c.stream = l.stream AND c.failing_sequence = l.sequence),
                    (SELECT min(d.failure) FROM dbferry.dead_letters d
                        WHERE d.stream = l.stream AND d.sequence = l.sequence)) AS step_failure
            FROM dbferry.ledger l WHERE stream = ?
            """;

    /** The entry of a row of {@link #SELECT}. */
    static LedgerEntry of(ResultSet row) throws SQLException {
        return new LedgerEntry(
                new Sequence(row.getLong("sequence")),
                Kind.of(row.getString("kind")),
                row.getString("shipment"),
                row.getString("stream_id"),
                row.getString("manifest_sha256"),
                after(row),
                row.getObject("source_time", OffsetDateTime.class).toInstant(),
                row.getString("position"),
                row.getObject("applied_at", OffsetDateTime.class).toInstant(),
                row.getLong("rows_inserted"),
                row.getLong("rows_updated"),
                row.getLong("rows_deleted"),
                row.getLong("media_files"),
                row.getLong("bytes"),
                row.getBoolean("steps_pending"),
                row.getString("step_failure"));
    }

    private static @Nullable ShipmentId after(ResultSet row) throws SQLException {
        String manifest = row.getString("after_manifest");
        return manifest == null ? null : new ShipmentId(new Sequence(row.getLong("after_sequence")), manifest);
    }

    /** Its folder's name in the depot, which nobody but us writes here. */
    public ShipmentName name() {
        return new ShipmentName(kind, sourceTime, sequence);
    }

    public ShipmentId id() {
        return new ShipmentId(sequence, manifestSha256);
    }

    /** How many it changed. */
    public long rows() {
        return inserted + updated + deleted;
    }

    /** Null if an older version applied it. */
    @Nullable
    public Position position() throws SQLException {
        try {
            return sourcePosition == null
                    ? null
                    : Json.read(sourcePosition.getBytes(StandardCharsets.UTF_8), Position.class);
        } catch (IOException e) {
            throw new SQLException("dbferry.ledger has a source_position that is none: " + sourcePosition, e);
        }
    }
}
