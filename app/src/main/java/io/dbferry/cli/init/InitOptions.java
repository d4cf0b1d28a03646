package io.dbferry.cli.init;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Answers to the questions of both roles. */
final class InitOptions {
    /** By flag. */
    final Map<String, String> answers = new LinkedHashMap<>();

    @Option(
            names = "--from-django",
            paramLabel = "SETTINGS",
            description = "Read the original's settings from a settings.py, as data. Can be given again.")
    List<Path> fromDjango = new ArrayList<>();

    @Option(names = "--force", description = "Replace a config, or password file, that exists.")
    boolean force;

    @Option(
            names = {"-y", "--yes"},
            description = "Ask nothing: take the defaults, and fail if an answer has none.")
    boolean yes;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "The database: its name, or postgresql://user@host:5432/name. Never a password.")
    void database(String answer) {
        answers.put("--database", answer);
    }

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "A file with the database's password in its first line.")
    void passwordFile(String answer) {
        answers.put("--password-file", answer);
    }

    @Option(
            names = "--write-password",
            paramLabel = "yes|no",
            description =
                    "Whether a password of the Django settings goes to a file of its own, mode 600 (default: no).")
    void writePassword(String answer) {
        answers.put("--write-password", answer);
    }

    @Option(names = "--stream", paramLabel = "NAME", description = "The name that both sides use.")
    void stream(String answer) {
        answers.put("--stream", answer);
    }

    @Option(
            names = "--depot",
            paramLabel = "DEPOT",
            description = "On the sender sftp://user@host/folder, on the receiver a folder.")
    void depot(String answer) {
        answers.put("--depot", answer);
    }

    @Option(names = "--media", paramLabel = "FOLDERS", description = "Folders of media, with commas between; or none.")
    void media(String answer) {
        answers.put("--media", answer);
    }

    @Option(names = "--work", paramLabel = "FOLDER", description = "A folder of DbFerry's own.")
    void work(String answer) {
        answers.put("--work", answer);
    }
}
