package io.dbferry.cli.head;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the config that is meant where {@code --config} does not name it: the variable {@code DBFERRY_CONFIG}, then the
 * current folder, then {@code /etc/dbferry}.
 *
 * @param folder the current one
 * @param system where a package keeps configs
 */
record ConfigChoice(Map<String, String> environment, Path folder, Path system) {
    static final String VARIABLE = "DBFERRY_CONFIG";

    private static final List<String> BY_SIDE = List.of("sender.yaml", "receiver.yaml");
    private static final String EITHER = "dbferry.yaml";

    static ConfigChoice ofThisProcess() {
        return new ConfigChoice(System.getenv(), Path.of(""), Path.of("/etc/dbferry"));
    }

    Path choose(@Nullable Path named) {
        if (named != null) {
            return named;
        }
        String variable = environment.getOrDefault(VARIABLE, "");
        if (!variable.isEmpty()) {
            return folder.resolve(variable);
        }
        if (Files.exists(folder.resolve(EITHER))) {
            return folder.resolve(EITHER);
        }
        for (Path place : List.of(folder, system)) {
            List<Path> found = new ArrayList<>();
            BY_SIDE.stream().map(place::resolve).filter(Files::exists).forEach(found::add);
            if (found.size() == 1) {
                return found.get(0);
            }
            if (found.size() > 1) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot choose a config: '" + found.get(0) + "' and '" + found.get(1) + "' both exist",
                        "Name one with --config FILE, or set " + VARIABLE);
            }
        }
        throw new DbferryException(
                Failure.CONFIG,
                "cannot find a config: neither '" + folder.toAbsolutePath() + "' has dbferry.yaml, sender.yaml or"
                        + " receiver.yaml, nor '" + system + "' sender.yaml or receiver.yaml",
                "Name one with --config FILE or " + VARIABLE + ", or write one with 'dbferry init'");
    }

    /** Where a new config goes. */
    Path newFile(@Nullable Path named) {
        String variable = environment.getOrDefault(VARIABLE, "");
        return named != null ? named : folder.resolve(variable.isEmpty() ? EITHER : variable);
    }
}
