package io.dbferry.stream.media;

import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.manifest.MissingFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A folder of the sender's media and which of its files are meant. Links are never followed. */
public final class MediaFolder {
    /** A step that leads to where one is. */
    private static final Pattern HERE = Pattern.compile("(?<![^/])\\./+");

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

    /** The names of all files, in no order. */
    public Stream<String> names() throws IOException {
        return listed().filter(file -> file.trouble().isEmpty()).map(Listed::name);
    }

    /**
     * An entry of the folder.
     *
     * @param name path below the folder, with {@code /} between its parts
     * @param trouble why the file cannot be carried; empty if it can
     */
    public record Listed(String name, Optional<MissingCause> trouble) {
        /** What is not carried, where no row names it. */
        public MissingFile missing(MediaFolder folder) {
            return new MissingFile(folder.number(), name, null, trouble.orElse(MissingCause.ABSENT));
        }
    }

    /** All files that are meant, and what stands in their place and cannot be carried, in no order. */
    public Stream<Listed> listed() throws IOException {
        FilesBelow below = new FilesBelow(folder);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(below, Spliterator.NONNULL), false)
                .onClose(below::close)
                .filter(this::isMeant)
                .map(this::listed);
    }

    /** A folder that cannot be read, or that a link leads to, may hold files that are meant. */
    private boolean isMeant(FoundFile file) {
        boolean folderInDoubt = file.trouble().isPresent() && Files.isDirectory(file.path());
        return folderInDoubt || matches(folder.relativize(file.path()));
    }

    private Listed listed(FoundFile file) {
        Path relative = folder.relativize(file.path());
        String name = name(relative);
        Optional<MissingCause> trouble = file.trouble();
        if (trouble.isEmpty() && !path(name).equals(Optional.of(file.path()))) {
            trouble = Optional.of(MissingCause.NAME);
        }
        if (trouble.isEmpty() && !Files.isReadable(file.path()) && Files.exists(file.path())) {
            trouble = Optional.of(MissingCause.UNREADABLE);
        }
        return new Listed(name, trouble);
    }

    /** What keeps the file of that name from being carried; empty if nothing does. */
    public Optional<MissingCause> trouble(String name) {
        Optional<Path> path = path(name);
        if (path.isEmpty()) {
            return Optional.of(MissingCause.ABSENT);
        }
        Path step = folder;
        for (Path part : folder.relativize(path.get())) {
            step = step.resolve(part);
            if (Files.isSymbolicLink(step)) {
                return Optional.of(MissingCause.LINK);
            }
        }
        try {
            boolean file = Files.readAttributes(step, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile();
            if (!file) {
                return Optional.of(Files.isDirectory(step) ? MissingCause.ABSENT : MissingCause.SPECIAL);
            }
            return Files.isReadable(step) ? Optional.empty() : Optional.of(MissingCause.UNREADABLE);
        } catch (AccessDeniedException e) {
            return Optional.of(MissingCause.UNREADABLE);
        } catch (IOException e) {
            return Optional.of(MissingCause.ABSENT);
        }
    }

    /**
     * The name of the file that a row's value means, as {@link #names} has it: {@code ./a//b.jpeg} means {@code a/b.jpeg}.
     * Empty if it can be none of these files: {@code no image} is not a {@code *.jpeg}.
     */
    public Optional<String> meant(String value) {
        String direct = value.startsWith("/") ? value : HERE.matcher(value).replaceAll("");
        return path(direct).map(folder::relativize).filter(this::matches).map(MediaFolder::name);
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

    /** Whether a regular file is there that can be read, with no link on the way below the folder. */
    public boolean hasFile(String name) {
        return trouble(name).isEmpty();
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
