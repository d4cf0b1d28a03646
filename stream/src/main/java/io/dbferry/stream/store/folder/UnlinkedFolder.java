package io.dbferry.stream.store.folder;

import io.dbferry.files.FileTrouble;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.FirstNames;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A folder of this machine, below which no link is followed. The folder itself may be one. */
record UnlinkedFolder(Path root) {
    /** Where a path is on this machine, after refusing any link on the way there and at its end. */
    Path place(StorePath path, StoreAction action) throws DepotException {
        Path place = root;
        for (int i = 0; i < path.parts().size(); i++) {
            place = place.resolve(path.parts().get(i));
            if (Files.isSymbolicLink(place)) {
                throw action.because(
                        Problem.ACCESS,
                        "'" + path.first(i + 1) + "' is a symbolic link",
                        "A depot holds plain files and folders only: remove the link.",
                        null);
            }
        }
        return place;
    }

    /** What a place is, or null if nothing is there. */
    @Nullable
    BasicFileAttributes attributes(Path place, StoreAction action) throws DepotException {
        try {
            return place.equals(root)
                    ? Files.readAttributes(place, BasicFileAttributes.class)
                    : Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            // The system has its own word for what would be below a file.
            if (isBelowAFile(place)) {
                return null;
            }
            throw failure(action, e);
        }
    }

    /** Where a folder is, which must exist. */
    Path requireFolder(StorePath path, StoreAction action) throws DepotException {
        Path place = place(path, action);
        BasicFileAttributes attributes = attributes(place, action);
        if (attributes == null || !attributes.isDirectory()) {
            throw action.noFolder("Run the same command again: it recreates its folders.", null);
        }
        return place;
    }

    private boolean isBelowAFile(Path place) {
        Path above = place.getParent();
        return !place.equals(root) && above != null && (Files.isRegularFile(above) || isBelowAFile(above));
    }

    List<Path> children(Path folder, StoreAction action) throws DepotException {
        List<Path> children = new ArrayList<>();
        forEachChild(folder, action, child -> {
            children.add(child);
            action.checkCount(children.size());
        });
        return children;
    }

    /** The first by name of those wanted, however many there are. */
    List<Path> first(Path folder, Predicate<String> wanted, StoreAction action) throws DepotException {
        FirstNames<Path> first = new FirstNames<>(Store.MOST_NAMES, Comparator.comparing(UnlinkedFolder::name));
        forEachChild(folder, action, child -> {
            if (wanted.test(name(child))) {
                first.add(child);
            }
        });
        return first.entries();
    }

    private static String name(Path child) {
        return String.valueOf(child.getFileName());
    }

    /** What is done with each name of a folder. */
    private interface Each {
        void take(Path child) throws DepotException;
    }

    private void forEachChild(Path folder, StoreAction action, Each each) throws DepotException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path child : stream) {
                each.take(child);
            }
        } catch (DepotException e) {
            throw e;
        } catch (NoSuchFileException e) {
            return; // nothing is in it
        } catch (IOException e) {
            throw failure(action, e);
        }
    }

    /** Puts a refusal by the operating system into words. */
    DepotException failure(StoreAction action, IOException e) {
        if (e instanceof AccessDeniedException) {
            return action.noRight(e);
        }
        if (StoreAction.saysFull(e.getMessage())) {
            return action.full(e);
        }
        String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        return action.because(
                Problem.UNREACHABLE,
                reason == null ? FileTrouble.text(e) : reason,
                "Check the disk and, for a folder of another machine, that it is mounted.",
                e);
    }

    /** The same for a write, where the disk itself is asked too: the system's words depend on its language. */
    DepotException writeFailure(StoreAction action, IOException e) {
        return StoreAction.isFull(root.toFile().getUsableSpace()) ? action.full(e) : failure(action, e);
    }
}
