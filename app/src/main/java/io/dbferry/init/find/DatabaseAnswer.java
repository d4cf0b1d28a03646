package io.dbferry.init.find;

import io.dbferry.postgres.connect.DatabaseUrl;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The database that was chosen.
 *
 * @param url as the config has it
 * @param found empty if it could not be opened
 */
public record DatabaseAnswer(String url, Optional<Path> passwordFile, Optional<FoundDatabase> found) {
    public DatabaseUrl parsed() {
        return DatabaseUrl.parse(url);
    }
}
