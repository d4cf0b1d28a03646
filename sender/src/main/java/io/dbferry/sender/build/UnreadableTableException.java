package io.dbferry.sender.build;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.TableName;
import org.jspecify.annotations.Nullable;

/** A table has a row that cannot be carried. */
public final class UnreadableTableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TableName table;
    private final String why;
    private final String hint;

    /** @param why a part of a sentence, behind a colon */
    UnreadableTableException(TableName table, String why, String hint, @Nullable Throwable cause) {
        super("cannot read table '" + table + "': " + why, cause);
        this.table = table;
        this.why = why;
        this.hint = hint;
    }

    public TableName table() {
        return table;
    }

    public String why() {
        return why;
    }

    public String hint() {
        return hint;
    }

    /** What a run ends with that does not go on without the table. */
    public DbferryException failure() {
        return new DbferryException(Failure.SOURCE_DATABASE, String.valueOf(getMessage()), hint, getCause());
    }
}
