package io.dbferry.init.find;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where {@code init} runs.
 *
 * @param config the config file to be written; absolute
 * @param home of the user
 * @param user whom it runs as
 * @param host this machine's name
 * @param program how the program was started, for commands to type
 * @param role of the database, where this process is root and not the user; else the one that the database sees in it
 */
public record HostInfo(Path config, Path home, String user, String host, String program, Optional<String> role) {
    /** Where a package or an administrator has made a home for DbFerry. */
    public static final Path SYSTEM_HOME = Path.of("/var/lib/dbferry");

    /** The user that the package makes, and its role. */
    public static final String SYSTEM_USER = "dbferry";

    /** For {@code --apply} by root, on behalf of the user of the services. */
    public static HostInfo forService(Path config, String host, String program) {
        return new HostInfo(config, SYSTEM_HOME, SYSTEM_USER, host, program, Optional.of(SYSTEM_USER));
    }

    public Path folder() {
        return Objects.requireNonNull(config.toAbsolutePath().getParent());
    }

    public Path defaultWork() {
        return role.isPresent() || Files.isWritable(SYSTEM_HOME)
                ? SYSTEM_HOME.resolve("work")
                : folder().resolve("work");
    }

    /** A command of the program with this config. */
    public String command(String words) {
        return ShellWord.of(program) + " --config " + ShellWord.of(config.toString()) + " " + words;
    }
}
