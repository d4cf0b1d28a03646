package io.dbferry.cli.head;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command of root as the user that the package's services run as: what root writes into the work folder, they
 * could not read.
 *
 * @param system where the package keeps configs: those that are meant
 * @param known whether this machine has the user
 * @param launcher starts this program; null if it was started without one
 */
public record ServiceUser(Path system, @Nullable String launcher, boolean root, boolean known) {
    public static final String NAME = "dbferry";

    public static ServiceUser ofThisProcess() {
        boolean root = uid() == 0;
        return new ServiceUser(
                Path.of("/etc/dbferry"), System.getProperty("dbferry.launcher"), root, root && isThere());
    }

    private static int uid() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid ? uid : -1;
        } catch (IOException | UnsupportedOperationException e) {
            return -1;
        }
    }

    private static boolean isThere() {
        try {
            return Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NAME) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether this is root, on a machine that has the user. */
    public boolean isMeant() {
        return root && known && launcher != null;
    }

    /** The command that stands in place of this one, if root means a config of the service. */
    public Optional<List<String>> instead(Path config, List<String> words) {
        if (!isMeant() || !config.toAbsolutePath().normalize().startsWith(system)) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>(List.of("runuser", "-u", NAME, "--", Objects.requireNonNull(launcher)));
        command.addAll(words);
        return Optional.of(command);
    }

    /** Runs it on this terminal, and ends it with this process; its exit code. */
    public static int run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            Thread end = new Thread(process::destroy, "end of the service user's command");
            Runtime.getRuntime().addShutdownHook(end);
            int code = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            return code;
        } catch (IOException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot run this as user '" + NAME + "': " + e.getMessage(),
                    "Install util-linux, which has runuser; or run it as that user yourself",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Failure.BUG.exitCode();
        }
    }
}
