package io.dbferry.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names of a log's files: {@code dbferry.log}, and {@code dbferry.2026-11-23.0.log} once it is rotated. */
final class RotatedFiles {
    private RotatedFiles() {}

    /** For Logback. */
    static String pattern(Path file) {
        return file.resolveSibling(stem(file) + ".%d.%i" + ending(file)).toString();
    }

    /** All that are there, the running one too. */
    static List<Path> of(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        Pattern rotated = Pattern.compile(
                Pattern.quote(stem(file)) + "(\\.\\d{4}-\\d\\d-\\d\\d\\.\\d+)?" + Pattern.quote(ending(file)));
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(f -> rotated.matcher(f.getFileName().toString()).matches())
                    .sorted()
                    .forEach(files::add);
        }
        return files;
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ending(file).length());
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot);
    }
}
