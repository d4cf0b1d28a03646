package io.dbferry.config;

import java.nio.file.Path;

/** What both roles have in common. */
public sealed interface Config permits SenderConfig, ReceiverConfig {
    /** The config file itself. */
    Path file();

    String stream();

    DatabaseConfig database();

    /** {@code sftp://user@host[:port]/folder}, or an absolute path. */
    DepotLocation depot();

    SshConfig ssh();

    Path work();

    Schedule schedule();

    Alarms alarms();
}
