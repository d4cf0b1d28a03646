package io.dbferry.schedule;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a crontab that belong to one config: each ends with a comment that names it, so that they are known again
 * wherever they stand, and no other line is taken for one of them.
 */
public final class CrontabLines {
    private final String mark;

    /** @param config its absolute path */
    public CrontabLines(Path config) {
        this.mark = " # dbferry " + escaped(config.toString());
    }

    /**
     * One line.
     *
     * @param command the program and its arguments
     */
    public String line(String expression, List<String> command) {
        List<String> words = command.stream().map(CrontabLines::quoted).toList();
        return expression + " " + escaped(String.join(" ", words)) + mark;
    }

    /** Those of the lines that are ours, in their order. */
    public List<String> in(List<String> crontab) {
        return crontab.stream().filter(this::isOurs).toList();
    }

    /** The crontab with these instead of our lines: where the first of them stood, or behind all others. */
    public List<String> replace(List<String> crontab, List<String> ours) {
        List<String> lines = new ArrayList<>();
        boolean placed = false;
        for (String line : crontab) {
            if (!isOurs(line)) {
                lines.add(line);
            } else if (!placed) {
                lines.addAll(ours);
                placed = true;
            }
        }
        if (!placed) {
            lines.addAll(ours);
        }
        return lines;
    }

    private boolean isOurs(String line) {
        return line.endsWith(mark);
    }

    /** For the shell that cron starts. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** For cron itself, to which a percent sign is the end of the command. */
    private static String escaped(String text) {
        if (text.contains("\n")) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot write a line of the crontab: a path has a line break",
                    "Give the config and the program paths without one");
        }
        return text.replace("%", "\\%");
    }
}
