package io.dbferry.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where something is mounted, as this process sees it. Device numbers do not show the bind mounts of one disk. */
record MountPoints(List<Path> all) {
    private static final Path KERNEL = Path.of("/proc/self/mountinfo");

    /** How the kernel writes a space, a tab, a line end and a backslash; proc_pid_mountinfo(5). */
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    static MountPoints read() throws IOException {
        try {
            return parse(Files.readString(KERNEL, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return new MountPoints(List.of()); // not Linux
        }
    }

    static MountPoints parse(String mountinfo) {
        List<Path> all = new ArrayList<>();
        for (String line : mountinfo.split("\n")) {
            String[] fields = line.split(" ");
            if (fields.length > 4) {
                try {
                    all.add(Path.of(unescaped(fields[4])));
                } catch (InvalidPathException e) {
                    continue; // a name that no path of this process can have
                }
            }
        }
        return new MountPoints(all);
    }

    private static String unescaped(String field) {
        String latin1 = ESCAPE.matcher(field).replaceAll(MountPoints::character);
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String character(java.util.regex.MatchResult octal) {
        return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(octal.group(1), 8)));
    }

    /** The first that is the folder or below it. */
    Optional<Path> below(Path folder) {
        return all.stream().filter(mount -> mount.startsWith(folder)).findFirst();
    }
}
