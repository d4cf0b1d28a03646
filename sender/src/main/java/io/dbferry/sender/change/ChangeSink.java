package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.stream.format.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Takes what a {@link ChangeStrategy} finds. The same row may be told more than once, and in any order. */
public interface ChangeSink {
    /** In the read-only transaction of the shipment's snapshot. */
    Connection connection();

    /** The one column that a query gives in that transaction, as text. */
    List<String> column(String query) throws SQLException;

    /** For connections outside of that transaction. */
    Database database();

    /**
     * The condition for rows of a table or catalog that were written by transactions which the position's snapshot did
     * not surely see. It may hold for rows that were seen, and holds for all that were not.
     */
    String notSeenBy(String alias, Position since);

    /** Rows of the table that meet a condition on {@code t}. They are in the snapshot. */
    void changed(Table table, String condition) throws SQLException;

    /**
     * Keys of rows that were written or deleted: those that have a row in the snapshot travel with it, the others as
     * deleted. Each call is one COPY, so bring some thousands at once. The strategy must say that it
     * {@link ChangeStrategy#touches}.
     *
     * @param keys values in PostgreSQL's text form, in the order of {@link Table#key}
     */
    void touched(Table table, Iterable<List<String>> keys) throws SQLException;

    /**
     * Keys that rows may have had: those that have no row in the snapshot travel as deleted, the others do not travel. As
     * with {@link #touched} otherwise.
     */
    void gone(Table table, Iterable<List<String>> keys) throws SQLException;

    /** All rows of the table, and none but these: what the receiver has beyond them is deleted. */
    void anew(Table table) throws SQLException;
}
