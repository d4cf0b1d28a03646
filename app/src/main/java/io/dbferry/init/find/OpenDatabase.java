package io.dbferry.init.find;

import io.dbferry.postgres.connect.Database;
import java.nio.file.Path;
import java.util.Optional;

/** Makes a database of a config's {@code database.url}. */
@FunctionalInterface
public interface OpenDatabase {
    Database of(String url, Optional<Path> passwordFile);
}
