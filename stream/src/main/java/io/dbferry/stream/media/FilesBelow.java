package io.dbferry.stream.media;

import io.dbferry.stream.format.MissingCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All files below a folder, in no order, not through links, and whatever stands there that is no file or cannot be read. A
 * file that disappears meanwhile is not among them; {@link Files#walk} would fail. Memory is one open folder for each level.
 */
final class FilesBelow implements Iterator<FoundFile>, AutoCloseable {
    private record Open(Path path, DirectoryStream<Path> folder, Iterator<Path> entries) {}

    private final Deque<Open> levels = new ArrayDeque<>();
    private @Nullable FoundFile next;

    /** @throws IOException if the folder itself cannot be read */
    FilesBelow(Path folder) throws IOException {
        enter(folder);
    }

    private void enter(Path folder) throws IOException {
        DirectoryStream<Path> entries = Files.newDirectoryStream(folder);
        levels.push(new Open(folder, entries, entries.iterator()));
    }

    @Override
    public boolean hasNext() {
        while (next == null && !levels.isEmpty()) {
            advance(levels.peek());
        }
        return next != null;
    }

    private void advance(Open level) {
        try {
            if (level.entries().hasNext()) {
                look(level.entries().next());
                return;
            }
        } catch (DirectoryIteratorException e) {
            next = FoundFile.without(level.path(), MissingCause.UNREADABLE); // the rest of it is not known
        }
        levels.pop();
        try {
            level.folder().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look(Path entry) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                enter(entry);
            } else if (attributes.isRegularFile()) {
                next = FoundFile.file(entry);
            } else {
                next = FoundFile.without(entry, attributes.isSymbolicLink() ? MissingCause.LINK : MissingCause.SPECIAL);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return; // gone since it was listed
        } catch (IOException e) {
            next = FoundFile.without(entry, MissingCause.UNREADABLE);
        }
    }

    @Override
    public FoundFile next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        FoundFile found = Objects.requireNonNull(next);
        next = null;
        return found;
    }

    @Override
    public void close() {
        try {
            for (Open level : levels) {
                level.folder().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
