package io.dbferry.check;

import io.dbferry.depot.Depot;
import io.dbferry.shipment.DepotLayout;
import java.io.IOException;

/** Whether the depot can be reached, read and written: makes a folder in {@code incoming/}, and deletes it. */
final class DepotCheck {
    private static final String SUBJECT = "depot";

    private final DepotOpener opener;

    DepotCheck(DepotOpener opener) {
        this.opener = opener;
    }

    void run(Findings findings) {
        findings.attempt(SUBJECT, () -> {
            try (Depot depot = opener.open()) {
                depot.list("");
                write(depot);
                findings.ok(SUBJECT, depot.describe() + " is readable and writable");
            }
        });
    }

    private static void write(Depot depot) throws IOException {
        String trial =
                DepotLayout.INCOMING + "/check-" + ProcessHandle.current().pid();
        depot.makeFolder(trial);
        depot.delete(trial);
    }
}
