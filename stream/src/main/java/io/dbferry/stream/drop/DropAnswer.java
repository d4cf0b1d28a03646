package io.dbferry.stream.drop;

/** What became of a key. */
public enum DropAnswer {
    ACCEPTED,
    REFUSED,
    /** Nobody has answered yet. */
    NONE
}
