package io.dbferry.receiver;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.receiver.ledger.Proofs;
import io.dbferry.receiver.ledger.Proofs.Proof;
import io.dbferry.receiver.ledger.Proofs.Repair;
import io.dbferry.receiver.media.WantedMedia;
import io.dbferry.text.Count;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** Tables and media that were found to differ and that nothing has repaired since: no load that knows of one ends well. */
final class KnownDifferences {
    private KnownDifferences() {}

    /** @throws DbferryException if there are any */
    static void throwIfAny(Proofs proofs, WantedMedia media) throws SQLException, IOException {
        tables(proofs);
        int files = media.count();
        if (files > 0) {
            throw new DbferryException(
                    Failure.TARGET_DATABASE,
                    "cannot call media equal: 'dbferry verify' found " + Count.of(files, "media file")
                            + (files == 1 ? " that differs" : " that differ") + " from what was shipped",
                    "All that was due is applied. The sender's next 'dump partial' carries these files again. The next complete ends the"
                            + " alarm for files that the sender has deleted",
                    null);
        }
    }

    private static void tables(Proofs proofs) throws SQLException {
        List<Proof> different = proofs.different();
        if (different.isEmpty()) {
            return;
        }
        Proof first = different.get(0);
        String more = different.size() == 1 ? "" : ", and " + Count.of(different.size() - 1, "more table");
        throw new DbferryException(
                Failure.TARGET_DATABASE,
                String.format(
                        Locale.ROOT,
                        "cannot call the receiver equal to shipment %s: table '%s' differs in %,d of %s of its"
                                + " keys (at most about %s)%s",
                        first.sequence(),
                        first.table(),
                        first.differing(),
                        Count.of(first.buckets(), "bucket"),
                        Count.of(first.atMostRows(), "row"),
                        more),
                hint(first.repair()),
                null);
    }

    private static String hint(Repair repair) {
        return switch (repair) {
            case NONE, ASKED ->
                "All that was due is applied. The sender's next 'dump partial' carries these rows again, and the load of"
                        + " it repairs them";
            case COMPLETE ->
                "All that was due is applied. The table has no primary key: the sender's next 'dump complete' repairs it";
            case FAILED ->
                "All that was due is applied. The rows were repaired and differ again: a trigger, a rule or another"
                        + " session here changes them. Stop it, then run 'dbferry verify'";
        };
    }
}
