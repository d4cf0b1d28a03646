package io.dbferry.init.find;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where {@code init} runs.
 *
 * @param config the config file to be written; absolute
 * @param home of the user
 * @param user whom it runs as
 * @param host this machine's name
 * @param program how the program was started, for commands to type
 */
public record HostInfo(Path config, Path home, String user, String host, String program) {
    /** Where a package or an administrator has made a home for DbFerry. */
    private static final Path SYSTEM_HOME = Path.of("/var/lib/dbferry");

    public Path folder() {
        return Objects.requireNonNull(config.toAbsolutePath().getParent());
    }

    public Path defaultWork() {
        return Files.isWritable(SYSTEM_HOME) ? SYSTEM_HOME.resolve("work") : folder().resolve("work");
    }

    /** A command of the program with this config. */
    public String command(String words) {
        return ShellWord.of(program) + " --config " + ShellWord.of(config.toString()) + " " + words;
    }
}
