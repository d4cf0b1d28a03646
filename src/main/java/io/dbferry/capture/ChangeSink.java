package io.dbferry.capture;

import io.dbferry.catalog.Table;
import java.sql.Connection;
import java.sql.SQLException;

/** Takes what a {@link ChangeStrategy} finds. The same row may be told more than once, and in any order. */
public interface ChangeSink {
    /** In the read-only transaction of the shipment's snapshot. */
    Connection connection();

    /** Rows of the table that meet a condition on {@code t}. They are in the snapshot. */
    void changed(Table table, String condition) throws SQLException;

    /**
     * Keys of rows that were written or deleted: those that have a row in the snapshot travel with it, the others as
     * deleted. Each call is one COPY, so bring some thousands at once. The strategy must say that it
     * {@link ChangeStrategy#touches}.
     *
     * @param keys values in PostgreSQL's text form, in the order of {@link Table#key}
     */
    void touched(Table table, Iterable<java.util.List<String>> keys) throws SQLException;

    /** All rows of the table, and none but these: what the receiver has beyond them is deleted. */
    void anew(Table table) throws SQLException;
}
