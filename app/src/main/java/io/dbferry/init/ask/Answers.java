package io.dbferry.init.ask;

import io.dbferry.config.Name;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Reads answers of the forms that both roles ask for. */
public final class Answers {
    private Answers() {}

    public static Path path(String answer) throws BadAnswer {
        try {
            Path path =
                    Path.of(answer.startsWith("~/") ? System.getProperty("user.home") + answer.substring(1) : answer);
            if (!path.isAbsolute()) {
                throw new BadAnswer("'" + answer + "' is not an absolute path");
            }
            if (answer.chars().anyMatch(Character::isISOControl)) {
                throw new BadAnswer("'" + answer + "' has a character that cannot be seen");
            }
            return path.normalize();
        } catch (InvalidPathException e) {
            throw new BadAnswer("'" + answer + "' is not a path");
        }
    }

    public static String name(String answer) throws BadAnswer {
        if (!Name.isName(answer)) {
            throw new BadAnswer("'" + answer + "' is not 1 to 63 letters of A-Z, a-z, 0-9, '.', '_' and '-',"
                    + " the first of them not '.'");
        }
        return answer;
    }

    /** Parts between commas; none for {@code none}, and for {@code all}. */
    public static List<String> list(String answer) {
        if (answer.isEmpty() || answer.equals("none") || answer.equals("all")) {
            return List.of();
        }
        return Arrays.stream(answer.split(",", -1))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    public static List<Path> paths(String answer) throws BadAnswer {
        List<Path> paths = new java.util.ArrayList<>();
        for (String part : list(answer)) {
            paths.add(path(part));
        }
        return List.copyOf(paths);
    }

    public static List<String> columns(String answer) throws BadAnswer {
        for (String part : list(answer)) {
            if (part.indexOf('.') < 1) {
                throw new BadAnswer("'" + part + "' is not of the form table.column");
            }
        }
        return list(answer);
    }

    /** A stream's name made of another. */
    public static String nameOf(String text) {
        String name = text.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^\\.+", "");
        return name.isEmpty() ? "stream" : name.substring(0, Math.min(63, name.length()));
    }
}
