package io.dbferry.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Puts on the disk what was written before: when a method returns, a power cut does not undo it. */
public final class Sync {
    private Sync() {}

    /** A file's content. */
    public static void file(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** The content of a file that is held open to be written. */
    public static void file(FileChannel channel) throws IOException {
        channel.force(true);
    }

    /** The names in a folder; without it a power cut may undo a rename that readers have seen. */
    public static void folder(@Nullable Path folder) throws IOException {
        if (folder == null) {
            return; // the root has no name
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** All files below a folder, and the names of each folder. */
    public static void tree(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    file(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException e) throws IOException {
                folder(each);
                return super.postVisitDirectory(each, e);
            }
        });
    }
}
