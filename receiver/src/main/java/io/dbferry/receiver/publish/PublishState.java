package io.dbferry.receiver.publish;

import io.dbferry.receiver.queue.Batch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about a batch, and what the rows of the connection's snapshot are of.
 *
 * @param manifest the hash of the batch's shipment's manifest
 * @param newestSequence the shipment that was applied last
 */
record PublishState(Way way, String manifest, long newestSequence, String newestManifest, long newestPosition) {
    enum Way {
        /** Nothing: it is published. */
        PUBLISHED,
        CHANGES,
        /** All rows of all tables: what was published is not what the batch begins with. */
        ALL_ROWS
    }

    /** Whether the queue has all changes, and what is published stands in the ledger; both ends of the batch's ledger. */
    private static final String STATE = """
            SELECT own.manifest_sha256, newest.sequence, newest.manifest_sha256, newest.changes_end,
                EXISTS (SELECT FROM dbferry.ledger l WHERE l.stream = own.stream AND l.sequence = ? AND l.manifest_sha256 = ?
                    AND l.changes_end = ?),
                NOT EXISTS (SELECT FROM dbferry.queues q WHERE q.stream = own.stream AND q.kept_after > ?)
            FROM dbferry.ledger own, LATERAL (SELECT sequence, manifest_sha256, changes_end FROM dbferry.ledger l
                WHERE l.stream = own.stream AND changes_end IS NOT NULL ORDER BY changes_end DESC LIMIT 1) newest
            WHERE own.stream = ? AND own.sequence = ?""";

    static PublishState read(Connection connection, String stream, Batch batch, @Nullable PublishedPosition last)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STATE)) {
            statement.setLong(1, last == null ? -1 : last.sequence());
            statement.setString(2, last == null ? "" : last.manifest());
            statement.setLong(3, last == null ? -1 : last.position());
            statement.setLong(4, batch.after());
            statement.setString(5, stream);
            statement.setLong(6, batch.sequence().number());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("the ledger has no shipment " + batch.sequence());
                }
                return new PublishState(
                        way(batch, row.getBoolean(5) ? last : null, row.getBoolean(6)),
                        row.getString(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getLong(4));
            }
        }
    }

    /**
     * @param known what is published, if the ledger has it: after a restore of the database it may not
     * @param kept whether the queue has all changes of the batch
     */
    static Way way(Batch batch, @Nullable PublishedPosition known, boolean kept) {
        if (known != null && known.position() >= batch.upto()) {
            return Way.PUBLISHED;
        }
        return known != null && known.position() == batch.after() && kept ? Way.CHANGES : Way.ALL_ROWS;
    }

    PublishedPosition newest(String receiver) {
        return new PublishedPosition(receiver, newestSequence, newestManifest, newestPosition);
    }
}
