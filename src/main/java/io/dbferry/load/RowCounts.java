package io.dbferry.load;

/** Rows that a load wrote. */
public record RowCounts(long inserted, long updated, long deleted) {
    public static final RowCounts NONE = new RowCounts(0, 0, 0);

    RowCounts plus(RowCounts other) {
        return new RowCounts(inserted + other.inserted, updated + other.updated, deleted + other.deleted);
    }

    public long total() {
        return inserted + updated + deleted;
    }
}
