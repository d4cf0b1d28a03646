package io.dbferry.stream.store;

import java.util.Arrays;
import java.util.List;

/**
 * A path in a depot, checked: names with {@code /} between them, none of which can leave the depot's folder. No parts
 * is the depot's own folder.
 */
public record StorePath(List<String> parts) {
    public StorePath {
        parts = List.copyOf(parts);
    }

    /**
     * Checks a path.
     *
     * @throws IllegalArgumentException if a part is empty, {@code .} or {@code ..}, or holds a NUL
     */
    public static StorePath of(String path) {
        if (path.isEmpty()) {
            return new StorePath(List.of());
        }
        List<String> parts = Arrays.asList(path.split("/", -1));
        for (String part : parts) {
            if (!isName(part)) {
                throw new IllegalArgumentException("not a path in a depot: '" + path + "'");
            }
        }
        return new StorePath(parts);
    }

    /** Whether it can be the name of a file or folder. */
    public static boolean isName(String part) {
        return !part.isEmpty()
                && !part.equals(".")
                && !part.equals("..")
                && part.indexOf('/') < 0
                && part.indexOf('\0') < 0;
    }

    /** Checks a path that must be below the depot's own folder. */
    public static StorePath below(String path) {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the depot's own folder is not meant here");
        }
        return of(path);
    }

    public boolean isRoot() {
        return parts.isEmpty();
    }

    /** The folder that holds this; the depot's own folder for a path of one part. */
    public StorePath folder() {
        return new StorePath(parts.subList(0, parts.size() - 1));
    }

    /** The last part; there must be one. */
    public String name() {
        return parts.get(parts.size() - 1);
    }

    public StorePath child(String name) {
        return below(isRoot() ? name : this + "/" + name);
    }

    /** The path of the first parts, for going down from the depot's folder one name at a time. */
    public StorePath first(int count) {
        return new StorePath(parts.subList(0, count));
    }

    @Override
    public String toString() {
        return String.join("/", parts);
    }
}
