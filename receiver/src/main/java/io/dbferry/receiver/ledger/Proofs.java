package io.dbferry.receiver.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.map.TableMap;
import io.dbferry.stream.format.RepairRequest;
import io.dbferry.stream.format.Sequence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The table {@code dbferry.proof}: what each table's newest proof came to. */
public final class Proofs {
    private final Connection connection;
    private final String stream;

    public Proofs(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /** What is done about a difference. */
    public enum Repair {
        /** There is none. */
        @JsonProperty("none")
        NONE,
        /** The sender is asked for the rows. */
        @JsonProperty("asked")
        ASKED,
        /** The rows came, and are changed here again. */
        @JsonProperty("failed")
        FAILED,
        /** Only a complete carries the table. */
        @JsonProperty("complete")
        COMPLETE;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Repair of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * The newest proof of a table.
     *
     * @param sequence of the shipment whose digests it was compared with
     * @param at by the clock of the database
     * @param differing how many buckets differ; 0 if the table is equal
     * @param wanted the buckets to repair; empty if they are too many, and the whole table is
     * @param atMostRows about how many rows differ
     */
    public record Proof(
            TableName table,
            Sequence sequence,
            Instant at,
            int buckets,
            int differing,
            List<Integer> wanted,
            long atMostRows,
            Repair repair) {
        public Proof {
            wanted = List.copyOf(wanted);
        }

        public boolean equal() {
            return differing == 0;
        }
    }

    /** Records proofs in place of earlier ones of the same tables; the time is the database's. */
    public void put(Collection<Proof> proofs) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO dbferry.proof (stream, table_schema, table_name, sequence, buckets, differing, wanted,
                    at_most_rows, repair) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (stream, table_schema, table_name) DO UPDATE SET sequence = EXCLUDED.sequence,
                    proven_at = clock_timestamp(), buckets = EXCLUDED.buckets, differing = EXCLUDED.differing,
                    wanted = EXCLUDED.wanted, at_most_rows = EXCLUDED.at_most_rows, repair = EXCLUDED.repair""")) {
            for (Proof proof : proofs) {
                statement.setString(1, stream);
                statement.setString(2, proof.table().schema());
                statement.setString(3, proof.table().name());
                statement.setLong(4, proof.sequence().number());
                statement.setInt(5, proof.buckets());
                statement.setInt(6, proof.differing());
                statement.setArray(
                        7, connection.createArrayOf("int", proof.wanted().toArray()));
                statement.setLong(8, proof.atMostRows());
                statement.setString(9, proof.repair().word());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Forgets what was proven: the rows of all tables are written anew. */
    public void forget() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM dbferry.proof WHERE stream = ?")) {
            statement.setString(1, stream);
            statement.executeUpdate();
        }
    }

    /** Forgets what was proven of those tables. */
    public void forget(Collection<TableName> tables) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "DELETE FROM dbferry.proof WHERE stream = ? AND table_schema = ? AND table_name = ?")) {
            for (TableName table : tables) {
                statement.setString(1, stream);
                statement.setString(2, table.schema());
                statement.setString(3, table.name());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Of all tables, by name. */
    public List<Proof> all() throws SQLException {
        List<Proof> proofs = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT * FROM dbferry.proof WHERE stream = ? ORDER BY table_schema, table_name")) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    proofs.add(proof(row));
                }
            }
        }
        return proofs;
    }

    private static Proof proof(ResultSet row) throws SQLException {
        Integer[] wanted = (Integer[]) row.getArray("wanted").getArray();
        return new Proof(
                new TableName(row.getString("table_schema"), row.getString("table_name")),
                new Sequence(row.getLong("sequence")),
                row.getObject("proven_at", OffsetDateTime.class).toInstant(),
                row.getInt("buckets"),
                row.getInt("differing"),
                Arrays.asList(wanted),
                row.getLong("at_most_rows"),
                Repair.of(row.getString("repair")));
    }

    /** Those of tables that differ. */
    public List<Proof> different() throws SQLException {
        return all().stream().filter(proof -> !proof.equal()).toList();
    }

    /** What the sender is asked for. */
    public List<RepairRequest> requests(TableMap map) throws SQLException {
        return different().stream()
                .filter(proof -> proof.repair() == Repair.ASKED)
                .map(proof -> new RepairRequest(
                        RepairRequest.hash(map.there(proof.table())), proof.buckets(), proof.wanted()))
                .toList();
    }
}
