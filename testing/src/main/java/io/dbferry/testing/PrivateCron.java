package io.dbferry.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Debian's {@code crontab} and {@code cron} with crontabs of a test's own: they run in a mount namespace in which the
 * folder of crontabs is one of the test's, and the machine's own jobs are not there. Needs root on Linux.
 */
public final class PrivateCron {
    private static final String PREPARE = """
            set -e
            mount --bind "$0/crontabs" /var/spool/cron/crontabs
            mount --bind "$0/empty" /etc/cron.d
            mount --bind /dev/null /etc/crontab
            mount -t tmpfs none /run
            exec "$@"
            """;

    private final Path folder;

    private PrivateCron(Path folder) {
        this.folder = folder;
    }

    public static PrivateCron in(Path folder) throws IOException {
        RequiredProgram.find("crontab");
        Files.createDirectories(folder.resolve("empty"));
        Files.createDirectories(folder.resolve("crontabs"));
        PrivateCron cron = new PrivateCron(folder);
        ChildProcess tried = ChildProcess.run(new ProcessBuilder(cron.command("true")));
        RequiredProgram.require(tried.exitCode() == 0, "no mount namespace can be made here: " + tried.output());
        return cron;
    }

    /** The program {@code crontab}. */
    public List<String> crontab() {
        return command(RequiredProgram.find("crontab").toString());
    }

    /** The same as a program in a folder, to be found by a {@code PATH}. */
    public Path folderOfCrontab() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        StringBuilder line = new StringBuilder("#!/bin/sh\nexec");
        crontab().forEach(word -> line.append(" '").append(word).append("'"));
        Path program = Files.writeString(bin.resolve("crontab"), line + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return bin;
    }

    /** The daemon, in the foreground; destroy the process to end it. */
    public Process daemon() throws IOException {
        return new ProcessBuilder(command(RequiredProgram.find("cron").toString(), "-f", "-L", "0"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("cron.log").toFile())
                .start();
    }

    private List<String> command(String... program) {
        List<String> command = new java.util.ArrayList<>(List.of(
                RequiredProgram.find("unshare").toString(),
                "--mount",
                "--propagation",
                "private",
                "/bin/sh",
                "-c",
                PREPARE,
                folder.toString()));
        command.addAll(List.of(program));
        return command;
    }
}
