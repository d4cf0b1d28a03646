package io.dbferry.receiver.apply;

import com.github.luben.zstd.ZstdIOException;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.copy.CopyIntoTable;
import io.dbferry.postgres.copy.JsonObjects;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.digest.BucketRows;
import io.dbferry.stream.format.Decompressed;
import io.dbferry.stream.format.manifest.DeletedEntry;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.RepairEntry;
import io.dbferry.text.Count;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings a partial's rows and deleted keys of one table into stages: PostgreSQL reads the JSON, so values are of its own types. */
final class PartialRows {
    /** Classes of SQLSTATE: feature not supported, data exception, integrity constraint violation, undefined objects, PL/pgSQL. */
    private static final Set<String> REFUSES_VALUES = Set.of("0A", "22", "23", "42", "P0");

    private final Connection connection;
    private final ShipmentReader shipment;

    PartialRows(Connection connection, ShipmentReader shipment) {
        this.connection = connection;
        this.shipment = shipment;
    }

    StagingTable stage(TargetTable target, int number) throws SQLException, IOException {
        return of(target, () -> stageRows(target, number));
    }

    /** A table with the keys of the deleted rows, as SQL; empty if there are none. */
    Optional<String> stageDeleted(TargetTable target, int number) throws SQLException, IOException {
        return of(target, () -> stageKeys(target, number));
    }

    /** Brings something of one table into a stage. */
    private interface Staging<T> {
        T run() throws SQLException, IOException;
    }

    /** Names the table where the database refuses values: it does not say itself where they come from. */
    private <T> T of(TargetTable target, Staging<T> staging) throws SQLException, IOException {
        try {
            return staging.run();
        } catch (SQLException | IOException e) {
            // Of a COPY that the database refuses while rows still flow, the refusal comes within an IOException.
            if ((e instanceof SQLException ? e : e.getCause()) instanceof SQLException sql
                    && refusesValues(String.valueOf(sql.getSQLState()))) {
                throw RejectedShipment.values(shipment.name(), target.name(), sql);
            }
            throw e;
        }
    }

    /** A right that is missing is no matter of values. */
    private static boolean refusesValues(String state) {
        return REFUSES_VALUES.stream().anyMatch(state::startsWith) && !state.equals("42501");
    }

    private StagingTable stageRows(TargetTable target, int number) throws SQLException, IOException {
        String name = shipment.name().sequence() + "_" + number;
        StagingTable stage = StagingTable.ofTransaction(connection, target, "stage_" + name);
        String lines = Sql.quote("json_" + name);
        StagingTable.execute(connection, "CREATE TEMPORARY TABLE " + lines + " (j json) ON COMMIT DROP");
        List<String> files = target.shipped().allFiles();
        if (files.isEmpty()) {
            throw RejectedShipment.unfit(shipment.name(), "table '" + target.name() + "' has no file");
        }
        copy(files, JsonObjects::copy, target.shipped().rows(), "pg_temp." + lines);
        StagingTable.execute(
                connection, "INSERT INTO " + stage.sql() + " " + new JsonValues(target).rows("pg_temp." + lines));
        stage.require(connection, shipment.name(), target.shipped().rows());
        stage.analyze(connection);
        return stage;
    }

    private Optional<String> stageKeys(TargetTable target, int number) throws SQLException, IOException {
        DeletedEntry deleted = target.shipped().deleted();
        if (deleted == null) {
            return Optional.empty();
        }
        if (target.key().isEmpty()) {
            throw RejectedShipment.unfit(
                    shipment.name(), "rows of table '" + target.name() + "' are deleted without a key");
        }
        String name = shipment.name().sequence() + "_" + number;
        String lines = "pg_temp." + Sql.quote("deleted_json_" + name);
        StagingTable.execute(connection, "CREATE TEMPORARY TABLE " + lines + " (j json) ON COMMIT DROP");
        String keys = keyTable(target, "deleted_" + name);
        copy(deleted.allFiles(), JsonObjects::copyValues, deleted.keys(), lines);
        StagingTable.execute(connection, insertDeleted(target, keys, lines));
        StagingTable.execute(connection, "ANALYZE " + keys);
        return Optional.of(keys);
    }

    /**
     * The keys of rows here that are in buckets of which the partial carries all rows, and that it does not carry: a
     * table as that of {@link #stageDeleted}; empty if the table is not repaired, or all its rows are replaced.
     */
    Optional<String> stageSurplus(TargetTable target, StagingTable stage, int number) throws SQLException {
        RepairEntry repair = target.shipped().repair();
        if (repair == null || target.shipped().replaces()) {
            return Optional.empty();
        }
        BucketRows here = BucketRows.read(
                connection,
                target.table(),
                new BucketRows.Asked(target.shipped().columnNames(), target.key(), repair.buckets(), repair.wanted()));
        if (here.tooMany()) {
            throw RejectedShipment.gap(
                    shipment.name(),
                    "more than " + BucketRows.MOST_KEYS + " rows of table '" + target.name()
                            + "' here are where it repairs some");
        }
        String keys = keyTable(target, "surplus_" + shipment.name().sequence() + "_" + number);
        here.copyInto(connection, keys);
        StagingTable.execute(connection, "ANALYZE " + keys);
        StagingTable.execute(connection, withoutStaged(stage, keys));
        return Optional.of(keys);
    }

    private String keyTable(TargetTable target, String name) throws SQLException {
        String keys = "pg_temp." + Sql.quote(name);
        StagingTable.execute(connection, createKeys(target, keys));
        return keys;
    }

    static String createKeys(TargetTable target, String keys) {
        return "CREATE TEMPORARY TABLE " + keys + " ON COMMIT DROP AS SELECT " + Sql.list(target.key()) + " FROM "
                + target.name().sql() + " WITH NO DATA";
    }

    /** Deletes the keys of rows that the stage has. */
    static String withoutStaged(StagingTable stage, String keys) {
        TargetTable target = stage.target();
        return "DELETE FROM " + keys + " k USING " + stage.sql() + " s WHERE "
                + target.table().equal("k", "s", target.key());
    }

    /** Reads keys from a table with lines of JSON. */
    static String insertDeleted(TargetTable target, String keys, String lines) {
        return "INSERT INTO " + keys + " " + new JsonValues(target).keys(lines);
    }

    /** What is copied of a file's JSON. */
    private interface Values {
        long copy(JsonObjects json) throws IOException;
    }

    private void copy(List<String> files, Values values, long expected, String into) throws SQLException, IOException {
        long rows = 0;
        for (String file : files) {
            rows += copy(file, values, into);
        }
        if (rows != expected) {
            String which = files.size() == 1
                    ? "file '" + files.get(0) + "' has "
                    : "files '" + files.get(0) + "' to '" + files.get(files.size() - 1) + "' have ";
            throw RejectedShipment.unfit(
                    shipment.name(), which + Count.of(rows, "row") + " instead of " + Count.of(expected));
        }
    }

    private long copy(String name, Values values, String into) throws SQLException, IOException {
        FileEntry file = shipment.entry(name);
        try (CopyIntoTable table = CopyIntoTable.begin(connection, into, List.of("j"));
                InputStream content = shipment.open(file);
                InputStream json = new BufferedInputStream(Decompressed.of(content, file.bytes()), 1 << 16);
                BufferedOutputStream lines = new BufferedOutputStream(table, 1 << 16)) {
            long rows = values.copy(new JsonObjects(json, lines));
            lines.flush();
            table.end();
            return rows;
        } catch (JsonObjects.NotObjectsException | ZstdIOException | EOFException | Decompressed.TooMuchException e) {
            throw RejectedShipment.unfit(
                    shipment.name(), "file '" + file.name() + "' is not readable: " + e.getMessage());
        }
    }

    /** Reads rows from a table with lines of JSON. */
    static String insert(StagingTable stage, String lines) {
        return "INSERT INTO " + stage.sql() + " " + new JsonValues(stage.target()).rows(lines);
    }
}
