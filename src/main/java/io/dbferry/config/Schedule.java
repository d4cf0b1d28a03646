package io.dbferry.config;

import java.util.Optional;

/** Five-field cron expressions, checked; each absent where the config has none. */
public record Schedule(Optional<String> complete, Optional<String> partial) {}
