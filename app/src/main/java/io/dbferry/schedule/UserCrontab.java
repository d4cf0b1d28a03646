package io.dbferry.schedule;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The crontab of the user that we run as, read and replaced whole through the program {@code crontab}. */
public final class UserCrontab {
    private final List<String> program;

    /** @param program the program and the arguments that come before ours; no shell reads them */
    public UserCrontab(List<String> program) {
        this.program = List.copyOf(program);
    }

    private record Ended(int exitCode, String output, String errors) {}

    /** Its lines, none if the user has no crontab. */
    public List<String> lines() {
        Ended ended = run("read", "", "-l");
        if (ended.exitCode() == 0) {
            return ended.output().lines().toList();
        }
        if (ended.errors().contains("no crontab for")) {
            return List.of();
        }
        throw failed("read", ended);
    }

    /** Replaces all lines, or none if {@code crontab} refuses one of them; without lines, the user has no crontab. */
    public void replace(List<String> lines) {
        Ended ended = lines.isEmpty() ? run("remove", "", "-r") : run("install", String.join("\n", lines) + "\n", "-");
        if (ended.exitCode() != 0) {
            throw failed("install", ended);
        }
    }

    private Ended run(String verb, String input, String argument) {
        List<String> command = new ArrayList<>(program);
        command.add(argument);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                process.waitFor(); // it ended before it read all, and says why below
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output, errors.strip());
        } catch (IOException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot " + verb + " the crontab: the program '" + program.get(0) + "' does not run",
                    "Install cron (apt-get install cron), or let 'dbferry run' keep the schedule",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }

    private static DbferryException failed(String verb, Ended ended) {
        return new DbferryException(
                Failure.CONFIG,
                "cannot " + verb + " the crontab: " + ended.errors().replaceAll("\\s*\n\\s*", "; "),
                "Nothing was changed; see what 'crontab -l' says to this user");
    }
}
