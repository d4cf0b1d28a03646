package io.dbferry.notify;

import io.dbferry.config.Config;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.ThisHost;
import java.nio.file.Path;

/** Where messages come from. */
public record Origin(String stream, String role, String host, Path config, Path log) {
    public static Origin of(Config config) {
        return new Origin(
                config.stream(),
                config instanceof SenderConfig ? "sender" : "receiver",
                ThisHost.name(),
                config.file(),
                config.work().resolve("log/dbferry.log"));
    }
}
