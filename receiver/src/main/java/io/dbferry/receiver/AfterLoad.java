package io.dbferry.receiver;

import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.stream.format.Kind;

/** What follows a load's commit. Called while the stream's lock is held. */
public interface AfterLoad {
    /** Nothing follows. */
    AfterLoad NOTHING = new AfterLoad() {
        @Override
        public boolean follows(Kind kind) {
            return false;
        }

        @Override
        public void run(Ledger ledger) {}
    };

    /** Whether there is anything to do after a shipment of that kind. */
    boolean follows(Kind kind);

    /**
     * Does what is still to be done, oldest shipment first.
     *
     * @throws io.dbferry.failure.DbferryException if it fails; the ledger then says so, and the next load retries
     */
    void run(Ledger ledger);
}
