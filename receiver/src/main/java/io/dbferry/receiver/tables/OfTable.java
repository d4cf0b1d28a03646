package io.dbferry.receiver.tables;

import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.TableName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Says of which tables a failure is. It rides along as a suppressed exception, so that the failure itself stays as it was for those
 * who handle it.
 */
public final class OfTable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<TableName> tables;

    private OfTable(Collection<TableName> tables) {
        super("while working on " + tables, null, false, false);
        this.tables = List.copyOf(tables);
    }

    /** Work on a table that results in something. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws SQLException, IOException;
    }

    /** The same by SQL alone. */
    @FunctionalInterface
    public interface Query<T> {
        T run() throws SQLException;
    }

    /** Marks what fails in it as that table's. */
    public static <T> T work(TableName table, Work<T> work) throws SQLException, IOException {
        try {
            return work.run();
        } catch (SQLException | IOException | DbferryException e) {
            mark(e, List.of(table));
            throw e;
        }
    }

    /** Marks what fails in it as that of tables whose rows are written together. */
    public static <T> T query(Collection<TableName> tables, Query<T> query) throws SQLException {
        try {
            return query.run();
        } catch (SQLException | DbferryException e) {
            mark(e, tables);
            throw e;
        }
    }

    public static <E extends Exception> E mark(E failure, Collection<TableName> tables) {
        failure.addSuppressed(new OfTable(tables));
        return failure;
    }

    /** The tables that a failure was marked with first; none if it was not. */
    public static List<TableName> of(Throwable failure) {
        for (Throwable mark : failure.getSuppressed()) {
            if (mark instanceof OfTable of) {
                return of.tables;
            }
        }
        return List.of();
    }
}
