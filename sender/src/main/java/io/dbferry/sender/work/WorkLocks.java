package io.dbferry.sender.work;

import io.dbferry.config.watch.ThisHost;
import io.dbferry.files.LockFile;
import io.dbferry.stream.format.Kind;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The locks of a work folder. Each holds until it is closed, or until this process ends in whatever way. */
public record WorkLocks(Path folder) {
    /** Keeps all other dumps of this kind out. */
    public LockFile dump(Kind kind) {
        String job = "dump " + kind.word();
        return LockFile.take(
                dumpLock(kind),
                new LockFile.Claim(job, job, ThisHost.name(), "Wait for it to end; the next run catches up"));
    }

    /** Whether no dump of the kind is running; never asked for a kind that this process has locked. */
    public boolean isFree(Kind kind) {
        try (LockFile lock = LockFile.takeIfFree(dumpLock(kind))) {
            return lock != null;
        }
    }

    private Path dumpLock(Kind kind) {
        return folder.resolve(kind.word() + ".lock");
    }

    /** Keeps others from building and delivering shipments of the kind; waits for its turn. */
    public LockFile outbox(Kind kind) {
        return LockFile.await(outboxLock(kind));
    }

    /** The same, but null if another run has the lock. Never for a kind whose outbox this process has locked. */
    @Nullable
    public LockFile outboxIfFree(Kind kind) {
        return LockFile.takeIfFree(outboxLock(kind));
    }

    private Path outboxLock(Kind kind) {
        return folder.resolve(kind.word() + "-outbox.lock");
    }

    /** Orders snapshots and sequence numbers; waits for its turn. */
    public LockFile sequence() {
        return LockFile.await(folder.resolve("sequence.lock"));
    }
}
