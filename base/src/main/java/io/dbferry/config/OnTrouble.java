package io.dbferry.config;

/** What a load does about a table that it cannot load. */
public enum OnTrouble {
    /** Holds back the table, and those that refer to it, and loads the others. */
    HOLD_TABLE,
    /** Applies nothing of the shipment. */
    STOP
}
