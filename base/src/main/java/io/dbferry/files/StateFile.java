package io.dbferry.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file by which runs remember something, and which they can do without. One that a crash left damaged (empty, cut short,
 * overwritten, unreadable) is set aside and counts as none.
 */
public final class StateFile<T> {
    private final DamagedFiles damagedFiles;
    private final Path file;
    private final Parser<T> parser;
    private final String loss;

    /** Reads the content. */
    public interface Parser<T> {
        /** @throws IOException if it is not of the form that is written */
        T parse(byte[] content) throws IOException;
    }

    /** @param loss what follows from the loss of the file, as in {@link DamagedFiles#setAside} */
    public StateFile(Path work, Path file, Parser<T> parser, String loss) {
        this.damagedFiles = new DamagedFiles(work);
        this.file = file;
        this.parser = parser;
        this.loss = loss;
    }

    private sealed interface Content<T> permits Whole, Absent, Damaged {}

    private record Whole<T>(T value) implements Content<T> {}

    private record Absent<T>() implements Content<T> {}

    private record Damaged<T>() implements Content<T> {}

    /** What the file says; empty if there is none, or if it was damaged and has now been set aside. */
    public Optional<T> read() throws IOException {
        Content<T> content = content();
        if (content instanceof Damaged) {
            try (LockFile lock = damagedFiles.lock()) {
                content = content(); // another run may have replaced it
                if (content instanceof Damaged) {
                    damagedFiles.setAside(file, loss);
                }
            }
        }
        return value(content);
    }

    /** The same, but a damaged file stays where it is, for commands that change nothing. */
    public Optional<T> look() throws IOException {
        return value(content());
    }

    /** Whether the next {@link #read} sets it aside. */
    public boolean isDamaged() throws IOException {
        return content() instanceof Damaged;
    }

    /** Replaces the file. */
    public void write(byte[] content, Durability durability) throws IOException {
        AtomicFile.write(file, content, durability);
    }

    private Optional<T> value(Content<T> content) {
        return content instanceof Whole<T> whole ? Optional.of(whole.value()) : Optional.empty();
    }

    private Content<T> content() throws IOException {
        byte[] bytes;
        try (InputStream open = Files.newInputStream(file)) {
            bytes = open.readAllBytes();
        } catch (NoSuchFileException e) {
            return new Absent<>();
        } catch (AccessDeniedException e) {
            return new Damaged<>(); // such as one that root has written
        } catch (FileSystemException e) {
            throw e; // the system cannot open files now; the file may be well
        } catch (IOException e) {
            return new Damaged<>(); // it opens and cannot be read: a bad sector, or a folder
        }
        try {
            return new Whole<>(parser.parse(bytes));
        } catch (IOException e) {
            return new Damaged<>();
        }
    }
}
