package io.dbferry.stream.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All regular files below a folder, in no order, not through links. What disappears meanwhile is left out;
 * {@link Files#walk} would fail. Memory is one open folder for each level.
 */
final class FilesBelow implements Iterator<Path>, AutoCloseable {
    private record Open(DirectoryStream<Path> folder, Iterator<Path> entries) {}

    private final Deque<Open> levels = new ArrayDeque<>();
    private @Nullable Path next;

    /** @throws IOException if the folder itself cannot be read */
    FilesBelow(Path folder) throws IOException {
        enter(folder);
    }

    private void enter(Path folder) throws IOException {
        DirectoryStream<Path> entries = Files.newDirectoryStream(folder);
        levels.push(new Open(entries, entries.iterator()));
    }

    @Override
    public boolean hasNext() {
        try {
            while (next == null && !levels.isEmpty()) {
                advance(levels.peek());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
        return next != null;
    }

    private void advance(Open level) throws IOException {
        if (!level.entries().hasNext()) {
            levels.pop();
            level.folder().close();
            return;
        }
        Path entry = level.entries().next();
        if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
            next = entry;
        } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            try {
                enter(entry);
            } catch (NoSuchFileException | NotDirectoryException e) {
                return; // gone since it was listed
            }
        }
    }

    @Override
    public Path next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Path found = Objects.requireNonNull(next);
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
