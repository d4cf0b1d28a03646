package io.dbferry.jobs.folder;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder whose files {@code <name>.yaml} are a config each; other files do not count, nor does what begins with a dot. */
public final class ConfigFolder {
    private static final Pattern CONFIG = Pattern.compile("([^.].*)\\.ya?ml");

    private ConfigFolder() {}

    /**
     * The files as of now by their names.
     *
     * @throws DbferryException if the folder cannot be read, or two files have one name
     */
    public static SortedMap<String, Path> files(Path folder) {
        SortedMap<String, Path> files = new TreeMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.sorted().toList()) {
                Matcher name = CONFIG.matcher(file.getFileName().toString());
                if (name.matches() && !Files.isDirectory(file)) {
                    Path other = files.put(name.group(1), file);
                    if (other != null) {
                        throw new DbferryException(
                                Failure.CONFIG,
                                "cannot read the configs in '" + folder + "': '" + other.getFileName() + "' and '"
                                        + file.getFileName() + "' have one name",
                                "Rename one of them");
                    }
                }
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot read the configs in '" + folder + "': " + e.getMessage(),
                    "Let the user that runs dbferry read the folder",
                    e);
        }
        return files;
    }

    /** @throws DbferryException also if there is none */
    public static SortedMap<String, Path> some(Path folder) {
        SortedMap<String, Path> files = files(folder);
        if (files.isEmpty()) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot find a config in '" + folder + "': no file there ends in .yaml",
                    "Write one for each stream, or name another folder with --config");
        }
        return files;
    }
}
