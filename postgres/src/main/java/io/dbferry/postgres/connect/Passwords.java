package io.dbferry.postgres.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds a database's password: the first line of {@code database.password-file} where the config names one, else
 * {@code PGPASSWORD}, else the line of {@code PGPASSFILE} or {@code ~/.pgpass} that matches.
 */
public final class Passwords {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Optional<Path> file;
    private final Map<String, String> environment;
    private final Path home;
    private final Consumer<String> warnings;

    /** @param warnings is told of a .pgpass file that is not used, and why */
    public Passwords(Optional<Path> file, Map<String, String> environment, Path home, Consumer<String> warnings) {
        this.file = file;
        this.environment = Map.copyOf(environment);
        this.home = home;
        this.warnings = warnings;
    }

    /**
     * Looks anew each time, so that a changed password is found. Empty where the server may not ask for one.
     *
     * @throws DbferryException with {@link Failure#CONFIG} if the password file cannot be read or is empty
     */
    public Optional<String> find(DatabaseUrl url) {
        if (file.isPresent()) {
            return Optional.of(firstLine(file.get()));
        }
        String password = environment.getOrDefault("PGPASSWORD", "");
        if (!password.isEmpty()) {
            return Optional.of(password);
        }
        String pgPass = environment.getOrDefault("PGPASSFILE", "");
        return fromPgPass(pgPass.isEmpty() ? home.resolve(".pgpass") : Path.of(pgPass), url);
    }

    private static String firstLine(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
            String line = reader.readLine();
            if (line == null || line.isEmpty()) {
                throw unreadable(file, "its first line is empty", null);
            }
            return line;
        } catch (NoSuchFileException e) {
            throw unreadable(file, "the file does not exist", e);
        } catch (IOException e) {
            throw unreadable(file, "it is not readable", e);
        }
    }

    private static DbferryException unreadable(Path file, String cause, @Nullable IOException e) {
        return new DbferryException(
                Failure.CONFIG,
                "cannot read password file '" + file + "': " + cause,
                "Write the password into its first line, or remove database.password-file",
                e);
    }

    /** As libpq does, a file that cannot be used is passed over, since the server may not ask for a password. */
    private Optional<String> fromPgPass(Path pgPass, DatabaseUrl url) {
        if (!Files.exists(pgPass)) {
            return Optional.empty();
        }
        try {
            if (!Files.isRegularFile(pgPass)) {
                return ignored(pgPass, "it is not a plain file");
            }
            if (isOpenToOthers(pgPass)) {
                return ignored(pgPass, "its group or others have access to it; run chmod 600");
            }
            List<String> lines = Files.readAllLines(pgPass, UTF_8);
            return new PgPass(lines).find(url);
        } catch (IOException e) {
            return ignored(pgPass, "it is not readable: " + e.getMessage());
        }
    }

    private Optional<String> ignored(Path pgPass, String cause) {
        warnings.accept("password file '" + pgPass + "' is not used: " + cause);
        return Optional.empty();
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
    }
}
