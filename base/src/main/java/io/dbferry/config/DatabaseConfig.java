package io.dbferry.config;

import java.nio.file.Path;
import java.util.Optional;

/** Where the database is. The URL is libpq-style and holds no password; those have their own places. */
public record DatabaseConfig(String url, Optional<Path> passwordFile) {
    public DatabaseConfig {
        if (url.isBlank()) {
            throw new IllegalArgumentException("no URL");
        }
    }
}
