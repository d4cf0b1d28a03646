package io.dbferry.sender;

import io.dbferry.config.Keep;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.DiskSpace;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableSize;
import io.dbferry.sender.change.ChangedKeys;
import io.dbferry.sender.frame.Deduplication;
import io.dbferry.sender.media.ReferencedFile;
import io.dbferry.sender.media.ShippedMediaJournal;
import io.dbferry.sender.work.SenderState;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.media.MediaFolder;
import io.dbferry.text.ByteCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/** Whether there is room for a shipment: on the disk of {@code work/}, within {@code keep.work}, and in the depot. */
record BuildSpaceCheck(WorkFolder work, Keep keep, Depot depot) {
    /**
     * Rows shrink to a third of their tables' size or less, hexadecimal text to a half; what is already compressed may
     * not shrink at all, and is then noticed when the disk is full.
     */
    private static final long SHRINKS_TO_ONE_OF = 2;

    private static final String WHAT_STAYS = "'dbferry prune --dry-run' on a receiver says what stays, and for whom";

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
                    "Raise keep.work, or fix what keeps shipments from reaching the depot",
                    null);
        }
        requireInDepot(bytes);
    }

    /**
     * Refuses one that would take what is to stay free on the depot's disk, as far as the depot can tell, or that goes
     * beyond what shipments there may take. Nothing is deleted for it: what is there, receivers may still need.
     */
    private void requireInDepot(long bytes) throws IOException {
        String what = "cannot build a shipment for depot '" + depot.describe() + "': ";
        long keepFree = keep.freeSpaceBytes();
        OptionalLong free = depot.freeBytes();
        if (free.isPresent() && free.getAsLong() - bytes < keepFree) {
            throw new DbferryException(
                    Failure.DISK_SPACE,
                    what + ByteCount.of(free.getAsLong()) + " are free there"
                            + (bytes == 0 ? "" : ", " + ByteCount.of(bytes) + " are needed")
                            + (keepFree == 0 ? "" : ", " + ByteCount.of(keepFree) + " are to stay free"),
                    "Free " + ByteCount.of(keepFree + bytes - free.getAsLong())
                            + " there, or keep applied shipments for less long; " + WHAT_STAYS,
                    null);
        }
        if (keep.sizeBytes() < Long.MAX_VALUE && bytes > 0) {
            requireWithinSize(what, bytes);
        }
    }

    private void requireWithinSize(String what, long bytes) throws IOException {
        long there = 0;
        for (ShipmentName name : depot.shipments()) {
            there += depot.open(name).bytes();
        }
        if (there + bytes > keep.sizeBytes()) {
            throw new DbferryException(
                    Failure.DISK_SPACE,
                    what + ByteCount.of(bytes) + " are needed beside " + ByteCount.of(there)
                            + " of shipments there, keep.size allows " + ByteCount.of(keep.sizeBytes()),
                    "Raise keep.size, or keep applied shipments for less long; " + WHAT_STAYS,
                    null);
        }
    }

    /**
     * About how much a complete will take: the tables and the media that will travel.
     *
     * @param tableBytes of all tables in the database
     * @param all whether it carries all rows itself
     */
    long ofComplete(long tableBytes, List<MediaFolder> folders, ShippedMediaJournal carried, boolean all)
            throws IOException {
        long estimated = tableBytes / SHRINKS_TO_ONE_OF;
        return Math.min(estimated, lastComplete(all).orElse(estimated))
                + carried.notCarried(folders).bytes();
    }

    /** What the tables of the last complete take in the depot, if it is still there. */
    private OptionalLong lastComplete(boolean all) throws IOException {
        SenderState.Shipped last = work.state().complete();
        if (last == null) {
            return OptionalLong.empty();
        }
        OptionalLong file = depot.open(last.name()).bytes(ShipmentLayout.DATABASE);
        return all && file.isPresent()
                ? OptionalLong.of(file.getAsLong() + Deduplication.inOthers(last.name(), work.folder()))
                : file;
    }

    /** About how much a partial will take: its rows, as large as their tables' usual ones, and the media it carries. */
    static long ofPartial(Connection connection, ChangedKeys keys, Collection<ReferencedFile> named)
            throws SQLException, IOException {
        long bytes = 0;
        for (Table table : keys.carried()) {
            bytes += TableSize.of(connection, List.of(table)).bytesOf(keys.count(table));
        }
        return bytes / SHRINKS_TO_ONE_OF + filesOf(named).bytes();
    }

    /** Of the files that are there. */
    static ShippedMediaJournal.Share filesOf(Collection<ReferencedFile> named) throws IOException {
        long files = 0;
        long bytes = 0;
        for (ReferencedFile file : named) {
            Path path = file.folder().path(file.name()).orElse(null);
            if (path != null && Files.isRegularFile(path)) {
                files++;
                bytes += Files.size(path);
            }
        }
        return new ShippedMediaJournal.Share(files, bytes);
    }
}
