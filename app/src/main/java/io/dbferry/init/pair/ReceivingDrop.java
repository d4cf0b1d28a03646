package io.dbferry.init.pair;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** The drop from the receiver's side, whose root it belongs to. */
public final class ReceivingDrop {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final long MOST_BYTES = 1 << 20;
    /** How long a sender that has lost its connection is waited for. */
    private static final Duration LAST_WORD = Duration.ofSeconds(20);

    private final Path root;
    private final PairingLine line;
    private final Clock clock;

    /** @param root what the pairing account sees as {@code /} */
    public ReceivingDrop(Path root, PairingLine line, Clock clock) {
        this.root = root;
        this.line = line;
        this.clock = clock;
    }

    /** The words to compare for this key. */
    public String words(KeyNote note) {
        return PairingWords.of(line, note.key());
    }

    /**
     * Waits for a key until the line is over; what came once is not read again, whatever the account does with it afterwards.
     *
     * @param warnings is told of what is no key, which is deleted
     */
    public Optional<KeyNote> await(Consumer<String> warnings) throws IOException, InterruptedException {
        Path file = root.resolve(DropFolder.KEY);
        while (!line.isOver(clock.instant())) {
            refuseIfFilled();
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Optional<KeyNote> note = KeyNote.read(content(file));
                if (note.isPresent()) {
                    return note;
                }
                warnings.accept("what came by the pairing line is no key; it was deleted");
                Files.deleteIfExists(file);
            }
            Thread.sleep(LOOK.toMillis());
        }
        return Optional.empty();
    }

    /** Nobody bounds what is written there but we. */
    private void refuseIfFilled() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(DropFolder.FOLDER))) {
            for (Path file : files) {
                if (Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                                .size()
                        > MOST_BYTES) {
                    throw new DbferryException(
                            Failure.CONFIG,
                            "cannot pair: whoever has the line fills the disk by it",
                            "The line is closed. Find out who has seen it, and pair again");
                }
            }
        } catch (NoSuchFileException e) {
            return; // renamed just now
        }
    }

    private static byte[] content(Path file) throws IOException {
        try (InputStream in = RegularFile.read(file)) {
            return in.readNBytes(KeyNote.MOST_BYTES);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /** Lets the sender know, and waits a little until it has seen it. */
    public void answer(boolean accepted) throws IOException, InterruptedException {
        Files.write(root.resolve(accepted ? DropFolder.ACCEPTED : DropFolder.REFUSED), new byte[0]);
        Instant until = clock.instant().plus(LAST_WORD);
        while (clock.instant().isBefore(until)
                && !Files.exists(root.resolve(DropFolder.SEEN), LinkOption.NOFOLLOW_LINKS)) {
            Thread.sleep(LOOK.toMillis());
        }
    }
}
