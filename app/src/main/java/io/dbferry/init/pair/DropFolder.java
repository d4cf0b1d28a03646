package io.dbferry.init.pair;

/** The names in what a pairing account sees: one folder to put into, and the receiver's answer beside it. */
final class DropFolder {
    static final String FOLDER = "drop";
    static final String DRAFT = "drop/key.part";
    static final String KEY = "drop/key";
    static final String SEEN = "drop/seen";
    static final String ACCEPTED = "accepted";
    static final String REFUSED = "refused";

    private DropFolder() {}
}
