package io.dbferry.demo.city;

/** What the app did: rows by kind of change, and images written. */
public record Changes(int inserted, int updated, int deleted, int images) {
    static final Changes NONE = new Changes(0, 0, 0, 0);

    Changes plus(Changes other) {
        return new Changes(
                inserted + other.inserted, updated + other.updated, deleted + other.deleted, images + other.images);
    }

    static Changes inserted(int rows) {
        return new Changes(rows, 0, 0, 0);
    }
}
