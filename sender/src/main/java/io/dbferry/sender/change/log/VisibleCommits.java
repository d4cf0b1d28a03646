package io.dbferry.sender.change.log;

import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.PgOutputMessage;
import io.dbferry.postgres.log.SnapshotText;

/**
 * Follows the log and finds how far it need not be read again for what comes after a snapshot. The order of commits in
 * the log and the order in which snapshots see them are not the same: a transaction writes its commit into the log,
 * and is seen only afterwards, long afterwards if it waits for a synchronous standby. So a position alone does not
 * do: it must not be behind a commit that the snapshot does not see.
 */
final class VisibleCommits {
    private final SnapshotText snapshot;
    private final Lsn end;
    private Lsn seenUpTo;
    private boolean unseenChanges;
    private boolean seen;
    private long transaction;

    /**
     * @param start where the log is read from
     * @param end where it is read to: no commit that the snapshot sees is behind it
     */
    VisibleCommits(SnapshotText snapshot, Lsn start, Lsn end) {
        this.snapshot = snapshot;
        this.seenUpTo = start;
        this.end = end;
    }

    /** To be told every message. */
    void follow(PgOutputMessage message) {
        if (message instanceof PgOutputMessage.Begin begin) {
            transaction = snapshot.whole(begin.xid());
            seen = snapshot.sees(transaction);
        } else if (message instanceof PgOutputMessage.Commit commit) {
            seenUpTo = unseenChanges ? seenUpTo : Lsn.later(seenUpTo, commit.end());
        } else {
            unseenChanges |= !seen;
        }
    }

    /** The whole id of the transaction that the last message belongs to. */
    long transaction() {
        return transaction;
    }

    /** Whether the snapshot sees it. */
    boolean seen() {
        return seen;
    }

    /** At the end of the log: changes that the snapshot does not see, all of them, are behind this. */
    Lsn nothingUnseenBefore() {
        return unseenChanges ? seenUpTo : end;
    }
}
