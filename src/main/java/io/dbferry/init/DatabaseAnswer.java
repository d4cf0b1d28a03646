package io.dbferry.init;

import io.dbferry.database.DatabaseUrl;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The database that was chosen.
 *
 * @param url as the config has it
 * @param found empty if it could not be opened
 */
record DatabaseAnswer(String url, Optional<Path> passwordFile, Optional<FoundDatabase> found) {
    DatabaseUrl parsed() {
        return DatabaseUrl.parse(url);
    }
}
