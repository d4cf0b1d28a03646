package io.dbferry.config;

import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.config.watch.MetricsConfig;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What both roles have in common. */
public sealed interface Config permits SenderConfig, ReceiverConfig {
    /** The config file itself. */
    Path file();

    String stream();

    DatabaseConfig database();

    /** {@code sftp://user@host[:port]/folder}, {@code s3://bucket/prefix}, or an absolute path. */
    DepotLocation depot();

    /** Bytes of files per second to or from a depot on another machine; empty means as fast as the line. */
    OptionalLong bandwidthLimit();

    SshConfig ssh();

    /** Counts where the depot is an object store. */
    DepotLocation.ObjectAccess objects();

    Path work();

    Schedule schedule();

    LoggingConfig logging();

    Alarms alarms();

    MetricsConfig metrics();
}
