package io.dbferry.init.find;

import io.dbferry.text.Count;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Looks for the folders whose files the database names, in the usual places and not for long. */
public final class MediaSearch {
    public static final List<Path> USUAL_PLACES =
            List.of(Path.of("/srv"), Path.of("/var/www"), Path.of("/opt"), Path.of("/home"));
    private static final int DEPTH = 7;
    private static final int MOST_FOLDERS = 5_000;
    private static final int MOST_COUNTED = 100_000;

    private final List<NamingColumn> columns;

    public MediaSearch(List<NamingColumn> columns) {
        this.columns = List.copyOf(columns);
    }

    public List<Path> below(List<Path> places) {
        List<Path> found = new ArrayList<>();
        if (columns.stream().allMatch(c -> c.samples().isEmpty())) {
            return found;
        }
        int[] left = {MOST_FOLDERS};
        for (Path place : places) {
            try {
                Files.walkFileTree(
                        place, EnumSet.noneOf(java.nio.file.FileVisitOption.class), DEPTH, visitor(found, left));
            } catch (IOException e) {
                continue; // a place that is not there has none
            }
        }
        return found;
    }

    private SimpleFileVisitor<Path> visitor(List<Path> found, int[] left) {
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = String.valueOf(folder.getFileName());
                if (--left[0] < 0) {
                    return FileVisitResult.TERMINATE;
                }
                if (name.startsWith(".") || name.equals("node_modules") || name.equals("proc")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!namedBy(folder).isEmpty()) {
                    found.add(folder);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        };
    }

    /** The columns that name files of this folder, as {@code named-by} takes them. */
    public List<String> namedBy(Path folder) {
        return columns.stream()
                .filter(c -> c.namesFilesOf(folder))
                .map(NamingColumn::written)
                .toList();
    }

    /** Columns that could name files, but have or show no values that would prove it. */
    public List<String> likely() {
        return columns.stream()
                .filter(c -> c.samples().isEmpty())
                .map(NamingColumn::written)
                .toList();
    }

    /** The folder for the eye. */
    public String describe(Path folder) {
        if (!Files.isDirectory(folder)) {
            return folder + ": does not exist here";
        }
        return folder + ": " + files(folder) + naming(namedBy(folder), likely());
    }

    private static String naming(List<String> proven, List<String> likely) {
        if (!proven.isEmpty()) {
            return ", named by " + String.join(", ", proven);
        }
        return likely.isEmpty()
                ? "; no column was found that names them"
                : "; " + String.join(", ", likely) + " may name them: its values cannot be read yet, or there are none";
    }

    private static String files(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            long files = walk.filter(Files::isRegularFile).limit(MOST_COUNTED).count();
            return (files == MOST_COUNTED ? "more than " : "") + Count.of(files, "file");
        } catch (IOException | java.io.UncheckedIOException e) {
            return "not all of it can be read";
        }
    }
}
