package io.dbferry.check;

import io.dbferry.check.finding.Findings;
import io.dbferry.stream.DepotLayout;
import io.dbferry.stream.store.Depot;
import java.io.IOException;

/**
 * Whether the depot can be reached, read and written: makes a folder in {@code incoming/}, and deletes it. A depot
 * without {@code incoming/} stays so: a receiver that made it would own it, and the sender could not write there.
 */
final class DepotCheck {
    private static final String SUBJECT = "depot";

    private final DepotOpener opener;

    DepotCheck(DepotOpener opener) {
        this.opener = opener;
    }

    void run(Findings findings) {
        findings.attempt(SUBJECT, () -> {
            try (Depot depot = opener.open()) {
                boolean begun = depot.list("").stream().anyMatch(e -> e.name().equals(DepotLayout.INCOMING));
                write(depot, begun ? DepotLayout.INCOMING + "/" : "");
                findings.ok(SUBJECT, depot.describe() + " is readable and writable");
            }
        });
    }

    private static void write(Depot depot, String below) throws IOException {
        String trial = below + "check-" + ProcessHandle.current().pid();
        depot.makeFolder(trial);
        depot.delete(trial);
    }
}
