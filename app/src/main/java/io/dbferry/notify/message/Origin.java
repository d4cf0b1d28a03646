package io.dbferry.notify.message;

import io.dbferry.config.Config;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.watch.ThisHost;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where messages come from.
 *
 * @param log the file of the log, if there is one
 */
public record Origin(String stream, String role, String host, Path config, Optional<Path> log) {
    public static Origin of(Config config) {
        return new Origin(
                config.stream(),
                config instanceof SenderConfig ? "sender" : "receiver",
                ThisHost.name(),
                config.file(),
                config.logging().file());
    }
}
