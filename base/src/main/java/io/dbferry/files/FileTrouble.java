package io.dbferry.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** A failure of the file system in words for people: Java gives many of them as the name of a class and a path. */
public final class FileTrouble {
    private FileTrouble() {}

    /** Which file, and what is wrong with it. */
    public static String text(IOException e) {
        if (!(e instanceof FileSystemException failed)) {
            return e.getMessage() == null ? "the system does not say why" : e.getMessage();
        }
        String file = failed.getFile() == null ? "a file" : "'" + failed.getFile() + "'";
        return file + ": " + reason(failed);
    }

    private static String reason(FileSystemException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it exists already";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        if (e instanceof NotDirectoryException) {
            return "it is not a folder";
        }
        @Nullable String reason = e.getReason();
        return reason == null ? "the system does not say why" : reason;
    }
}
