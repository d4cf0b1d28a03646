package io.dbferry.receiver.rows;

import java.sql.Connection;
import java.sql.SQLException;

/** What becomes of what a load writes: it is there for good, or only tried. */
public interface Writing {
    /** Before an attempt, which may look at tables before it begins to write. */
    void attempt(Connection connection) throws SQLException;

    /** Before the first statement that writes. */
    void begin(Connection connection) throws SQLException;

    /** The attempt went well. Constraints that were to wait are checked now. */
    void keep(Connection connection) throws SQLException;

    /** The attempt failed: all that it did is undone. What goes wrong with that is suppressed in the failure. */
    void undo(Connection connection, Exception failure);

    /** Whether what is kept is there for good, and what is outside of transactions may be changed too. */
    boolean isForGood();
}
