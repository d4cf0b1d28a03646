package io.dbferry.receiver;

import io.dbferry.config.DatabaseConfig;
import io.dbferry.config.DepotLocation;
import io.dbferry.config.Keep;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.Schedule;
import io.dbferry.config.SshConfig;
import io.dbferry.config.Trust;
import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.config.watch.MetricsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A receiver's config with what tests need of it. */
public final class TestConfig {
    private TestConfig() {}

    public static ReceiverConfig receiver(
            Path folder, List<String> tables, List<String> exclude, Map<String, List<String>> reset) {
        return new ReceiverConfig(
                folder.resolve("receiver.yaml"),
                "city",
                "viz",
                new DatabaseConfig("postgresql:///none", Optional.empty()),
                tables,
                exclude,
                Map.of(),
                new DepotLocation.Folder(folder.resolve("depot")),
                OptionalLong.empty(),
                new SshConfig(Optional.empty(), folder.resolve("known_hosts"), Optional.empty(), Duration.ZERO),
                new DepotLocation.ObjectAccess(Optional.empty(), "us-east-1", false, Optional.empty(), Duration.ZERO),
                new Trust(Optional.empty(), true),
                Optional.empty(),
                List.of(folder.resolve("media")),
                reset,
                List.of(),
                folder.resolve("work"),
                new Keep(Duration.ofDays(1), Duration.ofDays(1), 0, 0),
                new Schedule(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ZERO,
                        false,
                        Optional.empty()),
                Optional.empty(),
                true,
                ReceiverConfig.FirstLoadBy.PARALLEL,
                ReceiverConfig.OnTrouble.HOLD_TABLE,
                false,
                new LoggingConfig(Optional.empty(), 1, 1, false),
                new Alarms(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
                MetricsConfig.NONE);
    }
}
