package io.dbferry.status.read;

/** How much of the depot is read. */
public enum Amount {
    /** For {@code status}. */
    COMMAND(10, 3, true),
    /** For the page. */
    PAGE(50, 3, true),
    /** For metrics, after each run: no shipment is opened. */
    MEASURES(0, 0, false);

    private final int shipments;
    private final int receiptsOf;
    private final boolean tables;

    Amount(int shipments, int receiptsOf, boolean tables) {
        this.shipments = shipments;
        this.receiptsOf = receiptsOf;
        this.tables = tables;
    }

    int shipments() {
        return shipments;
    }

    /** Of how many receivers the receipts of each shipment are read. */
    int receiptsOf() {
        return receiptsOf;
    }

    boolean tables() {
        return tables;
    }
}
