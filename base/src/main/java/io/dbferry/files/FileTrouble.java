package io.dbferry.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why the file system failed. Java gives many failures as the name of a class and a path. */
public enum FileTrouble {
    DENIED("permission denied"),
    MISSING("it does not exist"),
    EXISTS("it exists already"),
    NOT_EMPTY("the folder is not empty"),
    NOT_A_FOLDER("it is not a folder"),
    /** The disk, or the user's share of it. */
    FULL("no space left"),
    OTHER("the system does not say why");

    /** Java has no class for these: the text is the system's own for ENOSPC and EDQUOT, where it speaks English. */
    private static final List<String> FULL_TEXTS = List.of("No space left", "Disk quota exceeded");

    private final String words;

    FileTrouble(String words) {
        this.words = words;
    }

    public static FileTrouble of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return DENIED;
        }
        if (e instanceof NoSuchFileException) {
            return MISSING;
        }
        if (e instanceof FileAlreadyExistsException) {
            return EXISTS;
        }
        if (e instanceof DirectoryNotEmptyException) {
            return NOT_EMPTY;
        }
        if (e instanceof NotDirectoryException) {
            return NOT_A_FOLDER;
        }
        return isFull(String.valueOf(e.getMessage())) ? FULL : OTHER;
    }

    /** Whether a message of the system's says so, where a library hands on no more than that. */
    public static boolean isFull(String text) {
        return FULL_TEXTS.stream().anyMatch(text::contains);
    }

    /** Which file, and what is wrong with it. */
    public static String text(IOException e) {
        if (!(e instanceof FileSystemException failed)) {
            return e.getMessage() == null ? OTHER.words : e.getMessage();
        }
        String file = failed.getFile() == null ? "a file" : "'" + failed.getFile() + "'";
        @Nullable String reason = failed.getReason();
        FileTrouble trouble = of(e);
        return file + ": " + (trouble == OTHER && reason != null ? reason : trouble.words);
    }
}
