package io.dbferry.check;

import io.dbferry.check.finding.Findings;
import io.dbferry.stream.Depot;

/** Whether the depot can be reached, read and written. */
final class DepotCheck {
    private static final String SUBJECT = "depot";

    private final DepotOpener opener;

    DepotCheck(DepotOpener opener) {
        this.opener = opener;
    }

    void run(Findings findings) {
        findings.attempt(SUBJECT, () -> {
            try (Depot depot = opener.open()) {
                depot.tryWriting(Long.toString(ProcessHandle.current().pid()));
                findings.ok(SUBJECT, depot.describe() + " is readable and writable");
            }
        });
    }
}
