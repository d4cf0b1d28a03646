package io.dbferry.receiver.schema;

import io.dbferry.postgres.catalog.TableName;
import java.util.List;

/**
 * A difference between a table here and the sender's.
 *
 * @param text for people, as {@code column 'seats' is missing here}
 * @param ddl statements that do away with it; empty if there is nothing to be done, or this program cannot write it
 */
public record SchemaChange(TableName table, Kind kind, String text, List<String> ddl) {
    /** What differs, and what is done about it. */
    public enum Kind {
        /** The table is missing here, and what the manifest says is enough to make it. */
        TABLE_MISSING(Action.FOLLOWED),
        /** The table is missing here, and only migrations can make it. */
        TABLE_UNKNOWN(Action.STOPS),
        /** The sender's catalog has the table under another name. */
        TABLE_RENAMED(Action.FOLLOWED),
        /** The table is a partition of another one here: what to do with its rows is somebody's choice. */
        TABLE_ATTACHED(Action.STOPS),
        COLUMN_MISSING(Action.FOLLOWED),
        /** The sender's catalog has the column under another name. */
        COLUMN_RENAMED(Action.FOLLOWED),
        /** The column is missing here, and its type too. */
        COLUMN_UNKNOWN(Action.STOPS),
        /** The column holds less here than at the sender. */
        TYPE_WIDENED(Action.FOLLOWED),
        /** The types of a column differ in another way: values may not fit, or would print otherwise. */
        TYPE_OTHER(Action.STOPS),
        /** An enumeration lacks values here. Others cannot use them before they are committed. */
        ENUM_VALUES(Action.FOLLOWED_BEFORE),
        /** A type that is no enumeration differs. */
        TYPE_UNKNOWN(Action.STOPS),
        /** The column may be null at the sender and not here. */
        NULL_ALLOWED(Action.FOLLOWED),
        /** A column that only the receiver has, and that no row of the sender can fill. */
        OWN_COLUMN_NOT_NULL(Action.FOLLOWED),
        /** A column that only the receiver has. */
        OWN_COLUMN(Action.NONE);

        private final Action action;

        Kind(Action action) {
            this.action = action;
        }
    }

    private enum Action {
        /** In the transaction of the load. */
        FOLLOWED,
        /** In one of its own before it. */
        FOLLOWED_BEFORE,
        /** The table cannot be loaded until somebody does it. */
        STOPS,
        /** It does not matter to a load. */
        NONE
    }

    public SchemaChange {
        ddl = List.copyOf(ddl);
    }

    /** Whether this program may do it where it is asked to follow the sender. */
    public boolean isFollowed() {
        return kind.action == Action.FOLLOWED || isFollowedBefore();
    }

    /** Whether it must be committed before a load uses it. */
    public boolean isFollowedBefore() {
        return kind.action == Action.FOLLOWED_BEFORE;
    }

    /** Whether the table differs as far as loads see it. */
    public boolean matters() {
        return kind.action != Action.NONE;
    }

    /** Whether it makes something that is empty at first: only all rows of the table fill it. */
    public boolean needsAllRows() {
        return kind == Kind.TABLE_MISSING || kind == Kind.COLUMN_MISSING;
    }

    /** For people: {@code table 'bus': column 'seats' is missing here}. */
    public String describe() {
        return "table '" + table + "'" + (text.startsWith("is ") ? " " : ": ") + text;
    }
}
