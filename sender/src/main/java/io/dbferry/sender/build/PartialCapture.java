package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.sender.change.ChangedKeys;
import io.dbferry.stream.format.manifest.DeletedEntry;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the rows whose keys were collected, files for each table, and others for the keys of its deleted rows. */
public final class PartialCapture {
    private final Database database;
    private final Connection connection;
    private final ChangedKeys keys;
    private final ModelNames models;
    private final Progress progress;

    /** @param migrations Django's, {@code app.name}: they name the apps of the tables */
    public PartialCapture(Database database, ChangedKeys keys, List<String> migrations, Progress progress) {
        this.database = database;
        this.connection = keys.connection();
        this.keys = keys;
        this.models = ModelNames.of(migrations);
        this.progress = progress;
    }

    /** The tables with changes, parents before children, and their files. */
    public record Captured(List<TableEntry> tables, List<FileEntry> files) {}

    public Captured write(Path shipment) throws SQLException, IOException {
        List<Table> carried = keys.carried();
        List<SourceSequence> sequences = SourceSequence.read(connection, carried);
        JsonRows rows = new JsonRows(database, connection, shipment, models);
        List<TableEntry> tables = new ArrayList<>();
        List<FileEntry> files = new ArrayList<>();
        long total =
                carried.stream().mapToLong(t -> keys.count(t) + keys.deleted(t)).sum();
        try (Progress.Step step = progress.begin("changes", total, Unit.ROWS)) {
            for (Table table : carried) {
                List<FileEntry> changed =
                        keys.count(table) > 0 || keys.extent(table) != null || keys.repair(table) != null
                                ? rows.write(table, keys.carriedRows(table), step)
                                : List.of();
                List<FileEntry> deleted =
                        keys.deleted(table) > 0 ? rows.writeDeleted(table, keys.deletedKeys(table), step) : List.of();
                files.addAll(changed);
                files.addAll(deleted);
                tables.add(entry(table, changed, deleted, sequences));
            }
        }
        return new Captured(tables, files);
    }

    private TableEntry entry(
            Table table, List<FileEntry> changed, List<FileEntry> deleted, List<SourceSequence> sequences) {
        return new TableEntry(
                table.name(),
                ShipmentHeader.columns(table),
                table.key(),
                keys.count(table),
                first(changed),
                more(changed),
                null,
                SourceSequence.entries(sequences, table.name()),
                ShipmentHeader.unique(table),
                ShipmentHeader.generated(table),
                table.types(),
                deleted.isEmpty() ? null : new DeletedEntry(deleted.get(0).name(), keys.deleted(table), more(deleted)),
                keys.extent(table),
                keys.repair(table));
    }

    private static @Nullable String first(List<FileEntry> files) {
        return files.isEmpty() ? null : files.get(0).name();
    }

    private static @Nullable List<String> more(List<FileEntry> files) {
        return files.size() < 2
                ? null
                : files.stream().skip(1).map(FileEntry::name).toList();
    }
}
