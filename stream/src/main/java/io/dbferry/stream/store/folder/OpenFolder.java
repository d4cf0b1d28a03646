package io.dbferry.stream.store.folder;

import io.dbferry.stream.store.StorePath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Set;

/**
 * A folder of this machine that is held open: what is done in it is done in that very folder, whatever its path has
 * meanwhile come to mean. Others write into a depot too, and may put a link in a folder's place between two looks.
 *
 * @see SecureDirectoryStream
 */
final class OpenFolder implements AutoCloseable {
    /** Each level holds a folder open; ours have two. */
    private static final int DEEPEST = 50;

    private final SecureDirectoryStream<Path> folder;

    private OpenFolder(SecureDirectoryStream<Path> folder) {
        this.folder = folder;
    }

    /** Goes down from the root, a name at a time, and through no link. */
    static OpenFolder of(Path root, StorePath path) throws IOException {
        OpenFolder folder = new OpenFolder(secure(Files.newDirectoryStream(root), root));
        for (String name : path.parts()) {
            try (OpenFolder above = folder) {
                folder = above.below(Path.of(name));
            }
        }
        return folder;
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path root) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("the file system of '" + root + "' cannot hold folders open");
    }

    private OpenFolder below(Path name) throws IOException {
        return new OpenFolder(folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    }

    /** Opens a file to be written, making it if it is missing; {@code how} says whether anew or at its end. */
    FileChannel write(String name, StandardOpenOption how) throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, how, LinkOption.NOFOLLOW_LINKS);
        return (FileChannel) folder.newByteChannel(Path.of(name), options);
    }

    /** Renames in one step. */
    void move(String name, OpenFolder into, String newName) throws IOException {
        folder.move(Path.of(name), into.folder, Path.of(newName));
    }

    /** Deletes a file, a link, or a folder with all in it. */
    void delete(String name) throws IOException {
        delete(folder, Path.of(name), DEEPEST);
    }

    private static void delete(SecureDirectoryStream<Path> folder, Path name, int levels) throws IOException {
        if (!isFolder(folder, name)) {
            folder.deleteFile(name);
            return;
        }
        if (levels == 0) {
            throw new IOException("folders stand in it, one in the other, more than " + DEEPEST + " deep");
        }
        try (SecureDirectoryStream<Path> below = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            for (Path each : below) {
                delete(below, each.getFileName(), levels - 1);
            }
        }
        folder.deleteDirectory(name);
    }

    private static boolean isFolder(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        try {
            return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
