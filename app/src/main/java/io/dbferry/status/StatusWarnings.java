package io.dbferry.status;

import io.dbferry.failure.DbferryException;
import io.dbferry.files.LockFile;
import io.dbferry.postgres.connect.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds what keeps the next run from its work, though all that was shipped or applied looks well. */
final class StatusWarnings {
    private StatusWarnings() {}

    /** A line for each. */
    static List<String> ofSender(Path work, Database database) throws IOException {
        List<String> warnings = new ArrayList<>(ofDaemon(work));
        try (Connection connection = database.connect()) {
            return warnings;
        } catch (DbferryException e) {
            warnings.add(String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            warnings.add("cannot close the connection to '" + database.describe() + "': " + e.getMessage());
        }
        return warnings;
    }

    static List<String> ofDaemon(Path work) throws IOException {
        return LockFile.leftBehind(work.resolve("run.lock"))
                .map(holder -> List.of(holder + " was killed and does not run; its scheduled jobs do not run"))
                .orElse(List.of());
    }
}
