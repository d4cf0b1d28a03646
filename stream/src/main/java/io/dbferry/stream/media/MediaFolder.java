package io.dbferry.stream.media;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A folder of the sender's media and which of its files are meant. Links are never followed. */
public final class MediaFolder {
    private final int number;
    private final Path folder;
    private final PathMatcher files;
    private final boolean matchesPath;

    /**
     * @param number place in the config, from 0
     * @param files glob; without {@code /} matched against the file's own name, else against the path below the folder
     */
    public MediaFolder(int number, Path folder, String files) {
        this.number = number;
        this.folder = folder;
        this.files = FileSystems.getDefault().getPathMatcher("glob:" + files);
        this.matchesPath = files.indexOf('/') >= 0;
    }

    public int number() {
        return number;
    }

    public Path folder() {
        return folder;
    }

    public boolean exists() {
        return Files.isDirectory(folder);
    }

    /** The names of all files, as {@link #name} writes them, in no order. */
    public Stream<String> names() throws IOException {
        FilesBelow below = new FilesBelow(folder);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(below, Spliterator.NONNULL), false)
                .onClose(below::close)
                .map(folder::relativize)
                .filter(this::matches)
                .map(MediaFolder::name);
    }

    /** Whether a row's value can be the name of one of these files: {@code no image} is not a {@code *.jpeg}. */
    public boolean covers(String value) {
        return path(value).filter(path -> matches(folder.relativize(path))).isPresent();
    }

    /** Where the file of that name is; empty if it is not a name of a place below the folder. */
    public Optional<Path> path(String name) {
        if (name.isEmpty() || name.startsWith("/") || name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try {
            Path relative = Path.of(name);
            for (Path part : relative) {
                if (part.toString().equals("..") || part.toString().equals(".")) {
                    return Optional.empty();
                }
            }
            return Optional.of(folder.resolve(relative));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Whether a regular file is there, with no link on the way below the folder. */
    public boolean hasFile(String name) {
        Optional<Path> path = path(name);
        if (path.isEmpty()) {
            return false;
        }
        Path step = folder;
        for (Path part : folder.relativize(path.get())) {
            step = step.resolve(part);
            if (Files.isSymbolicLink(step)) {
                return false;
            }
        }
        return Files.isRegularFile(step, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean matches(Path relative) {
        return files.matches(matchesPath ? relative : relative.getFileName());
    }

    private static String name(Path relative) {
        List<String> parts = new ArrayList<>();
        relative.forEach(part -> parts.add(part.toString()));
        return String.join("/", parts);
    }
}
