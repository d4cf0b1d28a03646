package io.dbferry.init.pair;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.ask.SftpAddress;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.sftp.SftpAccount;
import io.dbferry.stream.store.sftp.SftpStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The drop from the sender's side: logs in by the line's key, and only to the server that the line names. */
public final class SendingDrop implements AutoCloseable {
    /** What became of a key. */
    public enum Answer {
        ACCEPTED,
        REFUSED,
        NONE
    }

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String AGAIN = "On the receiver, run 'dbferry init receiver --apply' again: it prints a new line";

    private final PairingLine line;
    private final Path key;
    private final SftpStore store;

    private SendingDrop(PairingLine line, Path key, SftpStore store) {
        this.line = line;
        this.key = key;
        this.store = store;
    }

    /**
     * Logs in.
     *
     * @param knownHosts has the host key that the line names
     * @throws DbferryException if the server does not let the line's key in any more, or cannot be reached
     */
    public static SendingDrop open(PairingLine line, String account, Path knownHosts) throws IOException {
        Path key = PrivateFile.create(
                Files.createTempDirectory("dbferry-pair").resolve("key"), // of a folder with mode 700
                line.key().privateFile());
        try {
            SftpAddress at = line.address();
            return new SendingDrop(
                    line,
                    key,
                    SftpStore.open(new SftpAccount(
                            account, at.host(), at.port(), "/", Optional.of(key), Optional.empty(), knownHosts)));
        } catch (DepotException e) {
            delete(key);
            throw refused(line, e);
        } catch (BadAnswer e) {
            throw new IllegalStateException(e);
        }
    }

    private static DbferryException refused(PairingLine line, DepotException e) {
        boolean closed = e.problem() == DepotException.Problem.AUTHENTICATION;
        return new DbferryException(
                Failure.DEPOT,
                closed
                        ? "cannot pair: the receiver does not take this line: it was used, or ended at " + line.until()
                        : "cannot pair: " + e.getMessage(),
                closed ? AGAIN : e.hint(),
                e);
    }

    private static void delete(Path key) throws IOException {
        Files.deleteIfExists(key);
        Files.deleteIfExists(key.toAbsolutePath().getParent());
    }

    /** Puts the key there, once and whole; the words to compare. */
    public String put(KeyNote note) throws IOException {
        byte[] bytes = note.bytes();
        store.append(DropFolder.DRAFT, 0, new ByteArrayInputStream(bytes));
        try {
            store.renaming().orElseThrow().rename(DropFolder.DRAFT, DropFolder.KEY);
        } catch (FileAlreadyExistsException e) {
            throw new DbferryException(
                    Failure.DEPOT,
                    "cannot pair: a key was already brought by this line",
                    "If you did not do so yourself, somebody else has the line: answer no on the receiver. " + AGAIN,
                    e);
        }
        return PairingWords.of(line, note.key());
    }

    /** Waits for the receiver's answer until the line is over. */
    public Answer await(Clock clock) throws IOException, InterruptedException {
        while (!line.isOver(clock.instant())) {
            boolean refused = store.find(DropFolder.REFUSED).isPresent();
            if (refused || store.find(DropFolder.ACCEPTED).isPresent()) {
                store.append(DropFolder.SEEN, 0, new ByteArrayInputStream(new byte[0]));
                return refused ? Answer.REFUSED : Answer.ACCEPTED;
            }
            Thread.sleep(LOOK.toMillis());
        }
        return Answer.NONE;
    }

    @Override
    public void close() throws IOException {
        store.close();
        delete(key);
    }
}
