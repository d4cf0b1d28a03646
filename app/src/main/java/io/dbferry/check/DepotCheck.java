package io.dbferry.check;

import io.dbferry.check.finding.Findings;
import io.dbferry.stream.Depot;

/** Whether the depot can be reached, read and written. */
final class DepotCheck {
    private static final String SUBJECT = "depot";

    private final DepotOpener opener;
    private final boolean written;

    /** @param written whether this side writes there */
    DepotCheck(DepotOpener opener, boolean written) {
        this.opener = opener;
        this.written = written;
    }

    void run(Findings findings) {
        findings.attempt(SUBJECT, () -> {
            try (Depot depot = opener.open()) {
                if (!written) {
                    depot.shipments();
                    findings.ok(
                            SUBJECT, depot.describe() + " is readable; receipts: none, so nothing is written there");
                    return;
                }
                depot.tryWriting(Long.toString(ProcessHandle.current().pid()));
                findings.ok(SUBJECT, depot.describe() + " is readable and writable");
            }
        });
    }
}
