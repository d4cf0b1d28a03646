package io.dbferry.capture;

import io.dbferry.catalog.Table;
import io.dbferry.catalog.TableName;
import io.dbferry.config.Keep;
import io.dbferry.disk.DiskSpace;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.media.CarriedMedia;
import io.dbferry.media.MediaFolder;
import io.dbferry.media.NamedFile;
import io.dbferry.shipment.ByteCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Whether {@code work/} has room for a shipment, on its disk and within {@code keep.work}. */
record BuildRoom(WorkFolder work, Keep keep) {
    /**
     * Rows shrink to a third of their tables' size or less, hexadecimal text to a half; what is already compressed may
     * not shrink at all, and is then noticed when the disk is full.
     */
    private static final long SHRINKS_TO_ONE_OF = 2;

    private static final String SIZE =
            "SELECT coalesce(sum(pg_table_size(to_regclass(t))), 0)::bigint FROM unnest(?) t";

    /** Refuses to build a shipment of so many bytes. */
    void require(long bytes) throws IOException {
        String what = "build a shipment in '" + work.folder() + "'";
        new DiskSpace(work.folder(), keep.freeSpaceBytes()).require(what, bytes);
        long waiting = work.outboxBytes();
        if (waiting + bytes > keep.workBytes()) {
            throw new DbferryException(
                    Failure.DISK_SPACE,
                    "cannot " + what + ": " + ByteCount.of(bytes) + " are needed beside " + ByteCount.of(waiting)
                            + " of other shipments, keep.work allows " + ByteCount.of(keep.workBytes()),
                    "Raise keep.work, or mend what keeps shipments from reaching the depot",
                    null);
        }
    }

    /** About how much a complete will take: the tables and the media that will travel. */
    static long ofComplete(Connection connection, List<Table> tables, List<MediaFolder> folders, CarriedMedia carried)
            throws SQLException, IOException {
        return tableBytes(connection, tables) / SHRINKS_TO_ONE_OF + carried.bytesNotCarried(folders);
    }

    private static long tableBytes(Connection connection, List<Table> tables) throws SQLException {
        Object[] heaps = tables.stream()
                .flatMap(t -> t.heaps().stream())
                .map(TableName::sql)
                .toArray();
        Array names = connection.createArrayOf("text", heaps);
        try (PreparedStatement size = connection.prepareStatement(SIZE)) {
            size.setArray(1, names);
            try (ResultSet row = size.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** What a partial takes for sure: the media that it carries. Its rows are few. */
    static long ofPartial(Collection<NamedFile> named) throws IOException {
        long bytes = 0;
        for (NamedFile file : named) {
            Path path = file.folder().path(file.name()).orElse(null);
            bytes += path != null && Files.isRegularFile(path) ? Files.size(path) : 0;
        }
        return bytes;
    }
}
