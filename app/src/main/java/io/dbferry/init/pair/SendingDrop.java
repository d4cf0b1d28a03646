package io.dbferry.init.pair;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.ask.SftpAddress;
import io.dbferry.stream.drop.DropAnswer;
import io.dbferry.stream.drop.RemoteDrop;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.sftp.login.SftpAccount;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The drop from the sender's side: logs in by the line's key, and only to the server that the line names. */
public final class SendingDrop implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String AGAIN =
            "On the receiver, run 'dbferry init receiver --apply' again: it prints a new line";

    private final PairingLine line;
    private final Path key;
    private final RemoteDrop drop;

    private SendingDrop(PairingLine line, Path key, RemoteDrop drop) {
        this.line = line;
        this.key = key;
        this.drop = drop;
    }

    /**
     * Logs in.
     *
     * @param knownHosts has the host key that the line names
     * @throws DbferryException if the server does not let the line's key in any more, or cannot be reached
     */
    public static SendingDrop open(PairingLine line, String account, Path knownHosts) throws IOException {
        Path folder = Files.createTempDirectory("dbferry-pair"); // mode 700
        Path key = PrivateFile.create(folder.resolve("key"), line.key().privateFile());
        folder.toFile().deleteOnExit();
        key.toFile().deleteOnExit(); // Ctrl-C
        try {
            SftpAddress at = line.address();
            return new SendingDrop(
                    line,
                    key,
                    RemoteDrop.open(new SftpAccount(
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
        try {
            drop.put(note.bytes());
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
    public DropAnswer await(Clock clock) throws IOException, InterruptedException {
        DropAnswer answer = drop.answer();
        while (answer == DropAnswer.NONE && !line.isOver(clock.instant())) {
            Thread.sleep(LOOK.toMillis());
            answer = drop.answer();
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        drop.close();
        delete(key);
    }
}
