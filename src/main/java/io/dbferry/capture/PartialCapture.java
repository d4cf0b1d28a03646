package io.dbferry.capture;

import io.dbferry.catalog.Table;
import io.dbferry.progress.Progress;
import io.dbferry.progress.Progress.Unit;
import io.dbferry.shipment.Manifest.FileEntry;
import io.dbferry.shipment.Manifest.TableEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes the rows whose keys were collected, a file for each table. */
final class PartialCapture {
    private final Connection connection;
    private final ChangedKeys keys;
    private final Progress progress;

    PartialCapture(Connection connection, ChangedKeys keys, Progress progress) {
        this.connection = connection;
        this.keys = keys;
        this.progress = progress;
    }

    /** The tables with changes, parents before children, and their files. */
    record Captured(List<TableEntry> tables, List<FileEntry> files) {}

    Captured write(Path shipment) throws SQLException, IOException {
        List<Table> carried = keys.carried();
        List<SourceSequence> sequences = SourceSequence.read(connection, carried);
        JsonRows rows = new JsonRows(connection, shipment);
        List<TableEntry> tables = new ArrayList<>();
        List<FileEntry> files = new ArrayList<>();
        long total = carried.stream().mapToLong(keys::count).sum();
        try (Progress.Step step = progress.begin("changes", total, Unit.ROWS)) {
            for (Table table : carried) {
                FileEntry file = rows.write(table, keys.carriedRows(table), step);
                files.add(file);
                tables.add(new TableEntry(
                        table.name(),
                        Draft.columns(table),
                        table.key(),
                        keys.count(table),
                        file.name(),
                        null,
                        null,
                        SourceSequence.entries(sequences, table.name())));
            }
        }
        return new Captured(tables, files);
    }
}
